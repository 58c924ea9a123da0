import { livePartCharacters } from '../../limits.ts'
import { clock } from '../time/clock.ts'
import type { Connection } from './connection.ts'

export interface LongViewsOptions {
  /** A page was sent a part. */
  onPart(): void
  /** Another page may have its turn. */
  onFree(): void
}

interface Receiving {
  readonly label: string
  /** Pages of an audience share it. */
  readonly text: string
  /** What the last part says besides. */
  readonly settled: string
  /** How many parts were sent. */
  sent: number
  /** When the last one was, in milliseconds since 1970. */
  since: number
}

/** How many pages get the parts of a view at a time. */
const mostReceiving = 4

/** Sends views that are too long for one message in parts, each of which the page asks for. */
export class LongViews {
  readonly #options: LongViewsOptions
  readonly #receiving: Map<Connection, Receiving> = new Map()
  /** The pages that have to wait until another one has all of its view. */
  readonly #queued: Set<Connection> = new Set()

  constructor(options: LongViewsOptions) {
    this.#options = options
  }

  /** Whether a page has to wait for its turn, and could not have it now. */
  mustWait(connection: Connection): boolean {
    return this.#receiving.size >= mostReceiving && this.isQueued(connection)
  }

  isQueued(connection: Connection): boolean {
    return this.#queued.has(connection)
  }

  /** Sends the first part. Gives false where it is not the turn of the page. */
  begin(connection: Connection, label: string, text: string): boolean {
    if (this.#receiving.size >= mostReceiving) {
      this.#queued.add(connection)
      return false
    }
    this.#queued.delete(connection)
    const receiving = { label, text, settled: connection.takeSettled(), sent: 0, since: 0 }
    this.#receiving.set(connection, receiving)
    this.#send(connection, receiving)
    return true
  }

  /** A page has read a part. */
  sendNext(connection: Connection): void {
    const receiving = this.#receiving.get(connection)
    if (receiving) this.#send(connection, receiving)
  }

  /** A part is written when it is sent. All of them would take as much memory as the view again, for each page. */
  #send(connection: Connection, receiving: Receiving): void {
    const { label, text, sent } = receiving
    const count = Math.ceil(text.length / livePartCharacters)
    const isLast = sent + 1 === count
    const part = text.slice(sent * livePartCharacters, (sent + 1) * livePartCharacters)
    const settled = isLast ? receiving.settled : ''
    connection.send(`["part",${label},${sent},${count},${JSON.stringify(part)}${settled}]`)
    receiving.sent += 1
    receiving.since = clock.now()
    if (isLast && this.#receiving.delete(connection)) this.#options.onFree()
    this.#options.onPart()
  }

  /** Since when a page has not asked for the next part, in milliseconds since 1970. */
  waitsSince(connection: Connection): number | undefined {
    return this.#receiving.get(connection)?.since
  }

  /** The page needs another view. */
  drop(connection: Connection): void {
    this.#queued.delete(connection)
    this.#receiving.delete(connection)
  }

  left(connection: Connection): void {
    this.#queued.delete(connection)
    if (this.#receiving.delete(connection)) this.#options.onFree()
  }
}
