import { defineDurableObject } from '@cloudwerk/durable-object'

export interface KeptResponse {
  status: number
  headers: [string, string][]
  body: string
}

export type Claim =
  /** The caller is the first: it does the work and then calls `finish` or `release`. */
  | { kind: 'first' }
  | { kind: 'done'; response: KeptResponse }
  | { kind: 'running' }
  /** The key was used for another request. */
  | { kind: 'mismatch' }

interface State {
  fingerprint: string | null
  /** Until when the first caller may work, in milliseconds. */
  claimedUntil: number
  response: KeptResponse | null
}

/** If the first caller dies while it works, somebody else may try after this time. */
const workTime = 60_000

/** One idempotency key: the claim of its request, and later the response, for a day. */
export default defineDurableObject({
  expires: { after: '1d' },

  init: (): State => ({ fingerprint: null, claimedUntil: 0, response: null }),

  methods: {
    async claim(fingerprint: string): Promise<Claim> {
      if (this.state.fingerprint !== null && this.state.fingerprint !== fingerprint) {
        return { kind: 'mismatch' }
      }
      if (this.state.response) return { kind: 'done', response: this.state.response }
      if (Date.now() < this.state.claimedUntil) return { kind: 'running' }
      this.state.fingerprint = fingerprint
      this.state.claimedUntil = Date.now() + workTime
      return { kind: 'first' }
    },

    async finish(response: KeptResponse) {
      this.state.response = response
    },

    /** The work failed and may be tried again. */
    async release() {
      this.state.claimedUntil = 0
    },
  },
})
