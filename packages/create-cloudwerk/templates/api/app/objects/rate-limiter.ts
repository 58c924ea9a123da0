import { defineDurableObject } from '@cloudwerk/durable-object'

interface RateLimitState {
  requests: number[]
}

export default defineDurableObject<RateLimitState>({
  init: () => ({ requests: [] }),

  methods: {
    async check(limit: number, windowMs: number) {
      const now = Date.now()
      this.state.requests = this.state.requests.filter((time) => time > now - windowMs)
      const allowed = this.state.requests.length < limit
      if (allowed) this.state.requests.push(now)
      return {
        allowed,
        remaining: limit - this.state.requests.length,
        resetAt: this.state.requests[0] + windowMs,
      }
    },
  },
})
