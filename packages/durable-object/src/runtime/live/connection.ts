import { currentTurn } from '../turns/current-turn.ts'
import type { Audience } from './view-rules.ts'

/** Marks our attachments, and sockets by their tag. */
export const liveTag = '__cloudwerk_live'

/** What is kept with the socket, also while the object sleeps. */
export interface Attached {
  readonly [liveTag]: 1
  /** Names the connection for the others. */
  readonly id: string
  readonly viewer: unknown
  /** The client, which may have had other connections before; undefined until it has said hello. */
  client?: string
  /** What the page has set. */
  presence?: unknown
}

/** One socket of a page. */
export class Connection {
  readonly socket: WebSocket
  readonly attached: Attached
  /** Undefined until it has said hello and the object is awake. */
  audience: Audience | undefined
  /** The revision of what its page shows; undefined while it waits for a view. */
  revision: number | undefined
  /** Ends what waits for its hello. */
  clearTimer: (() => void) | undefined
  /** Settles when the arguments of all its calls so far are checked; undefined where they are. */
  checked: Promise<unknown> | undefined
  /** Sent after the view that it waits for. */
  readonly #held: string[] = []

  constructor(socket: WebSocket, attached: Attached) {
    this.socket = socket
    this.attached = attached
  }

  get id(): string {
    return this.attached.id
  }

  get viewer(): unknown {
    return this.attached.viewer
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.READY_STATE_OPEN
  }

  /** Keeps what is attached with the socket. */
  save(): void {
    if (this.isOpen) this.socket.serializeAttachment(this.attached)
  }

  send(text: string): void {
    if (!this.isOpen) return
    // What it announces is written already, so it need not wait for another write.
    currentTurn.exit(() => {
      try {
        this.socket.send(text)
      } catch {
        // It closed between the check and now.
      }
    })
  }

  /** Sends what must not come before the state that it belongs to. */
  sendAfterState(text: string): void {
    if (this.revision === undefined) this.#held.push(text)
    else this.send(text)
  }

  /** Its page shows this revision from now on. */
  reach(revision: number): void {
    this.revision = revision
    for (const text of this.#held.splice(0)) this.send(text)
  }

  close(code: number, reason: string): void {
    currentTurn.exit(() => {
      try {
        this.socket.close(code, reason)
      } catch {
        // Closed already.
      }
    })
  }
}
