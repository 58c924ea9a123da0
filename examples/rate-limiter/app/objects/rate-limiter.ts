import { defineDurableObject } from '@cloudwerk/durable-object'

export interface RateLimit {
  allowed: boolean
  remaining: number
  /** When the oldest request leaves the window, in milliseconds. */
  resetAt: number
}

/** The requests of one client within a sliding window. Once a client is gone, nothing is left of it. */
export default defineDurableObject({
  init: () => ({
    /** Times of the requests, the oldest first. */
    requests: [] as number[],
  }),

  methods: {
    async check(limit: number, windowMs: number): Promise<RateLimit> {
      const now = Date.now()
      const { requests } = this.state
      const kept = requests.findIndex((time) => time > now - windowMs)
      requests.splice(0, kept < 0 ? requests.length : kept)

      const allowed = requests.length < limit
      // A refused request writes nothing: a flood of them costs no rows.
      if (allowed) {
        requests.push(now)
        await this.ctx.storage.setAlarm(now + windowMs)
      }
      const resetAt = (requests[0] ?? now) + windowMs
      return { allowed, remaining: limit - requests.length, resetAt }
    },

    async reset() {
      this.state.requests = []
    },
  },

  async alarm() {
    await this.ctx.storage.deleteAll()
  },
})
