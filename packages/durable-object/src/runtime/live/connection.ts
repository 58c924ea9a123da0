import type { liveTag } from '../../definition/live-door.ts'
import { sendAtOnce } from '../patches/socket-send.ts'
import { clock } from '../time/clock.ts'
import { currentTurn } from '../turns/current-turn.ts'
import type { Base } from './base.ts'
import { type Counted, Credit } from './credit.ts'
import { Rate } from './rate.ts'
import type { Audience } from './view-rules.ts'
import type { Place } from './views.ts'

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
  /** The id of the audience whose newest state it was sent; undefined where it waits for a view. */
  shown?: string | undefined
  /** What one of the connections remembers for all. */
  base?: Base | undefined
  /** What it was sent, without the last messages. */
  sent?: Counted
}

/** After so many messages, what was sent is kept with the socket, which takes about as long as a message. */
export const keptAfter = 64

/** What a frame brings a connection to. */
export interface Step {
  /** The revision. */
  to: number
  epoch: string
  /** In milliseconds since 1970. */
  now: number
}

/**
 * What is sent announces what is written already, so it need not wait for another write. Leaving the turn takes
 * time, so it is left once for all connections.
 */
export function withoutTurn(send: () => void): void {
  currentTurn.exit(send)
}

/** One socket of a page. */
export class Connection {
  readonly socket: WebSocket
  readonly attached: Attached
  readonly credit: Credit
  readonly rate: Rate = new Rate()
  /** Of what it says besides calls. */
  readonly otherRate: Rate = new Rate()
  /** When it was opened or last said something, in milliseconds since 1970; pings do not count. */
  heardAt: number
  /** Whether nothing is sent to it until it has read what it was sent. */
  isSlow = false
  /** The calls of its client whose effects are in what it is shown next. */
  readonly settled: number[] = []
  /** Ends what waits for its hello. */
  clearTimer: (() => void) | undefined
  /** Settles when the arguments of all its calls so far are checked; undefined where they are. */
  checked: Promise<unknown> | undefined
  /** How many messages were sent since that was last kept. */
  #unkept: number
  #key: string | undefined
  #audience: Audience | undefined
  #revision: number | undefined
  /** The last one that it was sent. */
  #last: number | undefined
  /** Whether its page knows the revision by a label of the instance before. */
  #hasOldLabel = false
  /** Sent after the view that it waits for. */
  readonly #held: string[] = []

  constructor(socket: WebSocket, attached: Attached) {
    this.socket = socket
    this.attached = attached
    const { sent } = attached
    this.credit = new Credit(sent)
    // An object that has just slept does not know how many were sent at last.
    this.#unkept = sent ? keptAfter - 1 : 0
    this.heardAt = clock.now()
  }

  get id(): string {
    return this.attached.id
  }

  /** The client, as one of its viewer, after it has said hello: another viewer with the id of a client is another client. */
  get key(): string {
    const { client = '', viewer } = this.attached
    if (client === '') return client
    this.#key ??= `${client} ${JSON.stringify(viewer)}`
    return this.#key
  }

  get viewer(): unknown {
    return this.attached.viewer
  }

  /** Undefined until it was shown something. */
  get audience(): Audience | undefined {
    return this.#audience
  }

  /** The revision of what it was sent; undefined while it waits for a view. */
  get revision(): number | undefined {
    return this.#revision
  }

  get waitsForView(): boolean {
    return this.#revision === undefined && this.attached.client !== undefined && this.isOpen
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.READY_STATE_OPEN
  }

  /** Keeps what is attached with the socket. */
  save(): void {
    // What pages know does not go back with a handler that fails.
    if (this.isOpen) currentTurn.exit(() => this.socket.serializeAttachment(this.attached))
  }

  send(text: string): void {
    withoutTurn(() => this.#send(text, clock.now()))
  }

  #send(text: string, now: number): void {
    try {
      sendAtOnce(this.socket, text)
    } catch {
      // It is closed.
      return
    }
    const { credit } = this
    credit.note(text.length, now)
    this.#unkept += 1
    if (this.#unkept < keptAfter) return
    this.#unkept = 0
    this.attached.sent = credit.counted
    this.save()
  }

  /** What is no message for the page. */
  answerPing(text: string): void {
    withoutTurn(() => {
      try {
        this.socket.send(text)
      } catch {
        // It is closed.
      }
    })
  }

  /** The last part of the message that shows it something. */
  takeSettled(): string {
    const ids = this.settled.splice(0)
    return ids.length > 0 ? `,[${ids}]` : ''
  }

  /** Sends what must not come before the state that it belongs to. */
  sendAfterState(text: string): void {
    if (this.#revision === undefined || this.isSlow) this.#held.push(text)
    else this.send(text)
  }

  /** It was brought to this revision. */
  reach(audience: Audience, revision: number): void {
    this.#audience = audience
    this.#revision = revision
    this.#last = revision
    this.#hasOldLabel = false
    this.#note(audience.id)
    for (const text of this.#held.splice(0)) this.send(text)
  }

  /** It was at this revision when the instance before fell asleep. */
  sleptAt(audience: Audience, revision: number): void {
    this.#audience = audience
    this.#revision = revision
    this.#hasOldLabel = true
  }

  /** Sends a frame that goes on from the revision that it is at, inside `withoutTurn`. */
  advance(text: string, { to, epoch, now }: Step): void {
    if (this.#hasOldLabel) {
      this.#send(JSON.stringify(['same', [epoch, this.#revision, this.#audience?.id]]), now)
    }
    this.#hasOldLabel = false
    this.#send(text, now)
    this.#revision = to
    this.#last = to
  }

  /** Where it is, if it can go on from there. */
  placeIn(epoch: string): Place {
    if (!this.#audience || this.#last === undefined) return {}
    return { label: [epoch, this.#last, this.#audience.id] }
  }

  /** It needs more than the next frame. */
  fallBehind(): void {
    this.#revision = undefined
    this.#note(undefined)
  }

  #note(shown: string | undefined): void {
    if (this.attached.shown === shown) return
    this.attached.shown = shown
    this.save()
  }

  close(code: number, reason: string): void {
    withoutTurn(() => {
      try {
        this.socket.close(code, reason)
      } catch {
        // Closed already.
      }
    })
  }
}
