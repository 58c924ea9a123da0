import { nativeTimers } from '../timeouts/native-timers.ts'
import { randomHex } from './random-hex.ts'

interface Admitted {
  viewer: unknown
  until: number
}

/** How long one lasts, in milliseconds. */
const lasts = 60_000

/**
 * Who may open a socket, as the route has said over RPC. The request for the socket itself has only the
 * ticket, which no client can make up: whatever a client sends may reach the object's `fetch`.
 */
export class Tickets {
  readonly #given: Map<string, Admitted> = new Map()

  give(viewer: unknown): string {
    const now = nativeTimers.now()
    // Those whose request never came; the oldest are first.
    for (const [ticket, { until }] of this.#given) {
      if (until > now) break
      this.#given.delete(ticket)
    }
    const ticket = randomHex(16)
    this.#given.set(ticket, { viewer, until: now + lasts })
    return ticket
  }

  /** Each is good once. */
  take(ticket: string): { viewer: unknown } | undefined {
    const admitted = this.#given.get(ticket)
    this.#given.delete(ticket)
    return admitted
  }
}
