import type { SilentLimit } from '../../definition/sockets.ts'
import { nativeTimers } from '../timeouts/native-timers.ts'

/** What a socket has been sent since its last sign of life. */
interface Unanswered {
  bytes: number
  /** When the first of it was sent, in milliseconds. */
  since: number
  /** Whether there ever was a sign of life. Of a client that only listens nothing can be known. */
  answers: boolean
}

/**
 * Finds sockets whose clients do not read. The runtime keeps what they were sent without a limit, and does
 * not tell how much it is (workerd 1.20261006). What a client sends is a sign that it lives.
 */
export class SilentSockets {
  readonly #limit: SilentLimit
  readonly #unanswered = new WeakMap<WebSocket, Unanswered>()

  constructor(limit: SilentLimit) {
    this.#limit = limit
  }

  /** A message of the client arrived. Automatic answers, which wake nobody, are found by their time. */
  heard(socket: WebSocket): void {
    const known = this.#unanswered.get(socket)
    if (known) Object.assign(known, { bytes: 0, answers: true })
    else this.#unanswered.set(socket, { bytes: 0, since: 0, answers: true })
  }

  /** Counts what is about to be sent. A socket that was silent for too long is closed instead. */
  closes(native: DurableObjectState, socket: WebSocket, bytes: number): boolean {
    let known = this.#unanswered.get(socket)
    if (!known) {
      known = { bytes: 0, since: 0, answers: false }
      this.#unanswered.set(socket, known)
    }
    if (known.bytes === 0) known.since = nativeTimers.now()
    known.bytes += bytes
    if (known.bytes <= this.#limit.bytes) return false
    const now = nativeTimers.now()
    if (now - known.since < this.#limit.after) return false
    const answeredAt = native.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0
    if (answeredAt >= known.since) {
      Object.assign(known, { bytes, since: now, answers: true })
      return false
    }
    if (!known.answers && answeredAt === 0) return false
    socket.close(1013, 'Nothing was heard from you while much was sent')
    return true
  }
}
