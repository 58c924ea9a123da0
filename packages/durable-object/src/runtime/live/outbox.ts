import { unreadOfAll } from '../../limits.ts'
import type { LiveState } from '../../state/index.ts'
import { clock, setNativeTimer } from '../time/clock.ts'
import { nativeTimers } from '../timeouts/native-timers.ts'
import type { ObjectTimers } from '../timeouts/object-timers.ts'
import type { RunningCall } from './calls.ts'
import { Changes, joinLists } from './changes.ts'
import { type Connection, withoutTurn } from './connection.ts'
import type { Connections } from './connections.ts'
import type { LiveFeed } from './live-feed.ts'
import type { Audience } from './view-rules.ts'

export interface OutboxOptions {
  connections: Connections
  feed: LiveFeed
  timers: ObjectTimers | undefined
  epoch: string
  /** Some pages cannot be helped by a frame. */
  onBehind(): void
  /** All that is stored was sent. */
  onSent(): void
  /** An audience is sent so many characters of changes. */
  onChange?(audience: Audience, characters: number): void
}

interface EncodedFrame {
  from: number
  to: number
  /** Undefined where only a view is right. */
  text: string | undefined
}

/** What a send takes, in milliseconds: 5 to 20 us (workerd 1.20261006), and four times as long is waited. */
const perSend = 0.05
/** Of these, changes are kept for pages that come back. */
const mostAudiences = 64
/** Shorter waits are not worth a timer. */
const shortestWait = 1

/**
 * What leaves for the pages of one object, in this order: a frame, events, answers. All of it waits until
 * the outermost transaction has closed, since what is sent inside one leaves at once, even if it is undone.
 */
export class Outbox {
  readonly #options: OutboxOptions
  readonly changes: Changes = new Changes()
  /** Whether something is written whose transaction may be open. */
  #isUnstored = false
  /** Whether changes were made that nobody recorded. */
  #missedSome = false
  /** What is stored and not sent: lists of operations, or undefined where only a view is right. */
  readonly #frames: Map<Audience, string[] | undefined> = new Map()
  /** The calls whose effects are in the next frame. */
  readonly #settled: Map<string, number[]> = new Map()
  #events: (() => void)[] = []
  #answers: (() => void)[] = []
  #notBefore = 0
  #isTimed = false

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  /** Changes from here on are recorded. Those before were not, if there were any. */
  watch(live: LiveState): void {
    const { feed } = this.#options
    feed.attach(live)
    feed.watch()
    if (this.#missedSome) this.changes.forget()
    else this.changes.catchUp()
    this.#missedSome = false
  }

  /** The last page has gone. */
  rest({ records }: { records: boolean }): void {
    if (!records) {
      this.unwatch()
      return
    }
    this.#frames.clear()
    this.changes.forgetAudiences(0, () => false)
  }

  unwatch(): void {
    // A page that comes back must not be told that nothing has changed.
    if (this.#isUnstored || this.#frames.size > 0) this.#missedSome = true
    this.#options.feed.unwatch()
    this.#frames.clear()
  }

  /** Something was written, and is sent once it is stored. */
  committed(call: RunningCall | undefined): void {
    if (!this.#options.feed.isWatching) {
      this.#missedSome = true
      return
    }
    this.#isUnstored = true
    if (!call) return
    const ids = this.#settled.get(call.key)
    if (ids) ids.push(call.id)
    else this.#settled.set(call.key, [call.id])
  }

  /**
   * What was written is stored, as far as this instance can know: the platform holds what is sent from now on.
   * Nothing but that is in the state now.
   */
  stored(): void {
    if (this.#isUnstored) this.#collect()
    this.#isUnstored = false
    this.#flushSoon()
    this.#tellSent()
  }

  #tellSent(): void {
    const isAll = !this.#isUnstored && this.#frames.size === 0
    if (isAll && this.#options.feed.isWatching) this.#options.onSent()
  }

  #collect(): void {
    const { feed, connections } = this.#options
    const frame = feed.takeFrame()
    if (!frame) return
    this.changes.collect()
    const seen = new Set<Audience | undefined>()
    if (feed.forget) for (const { audience } of connections) seen.add(audience)
    feed.forget?.((audience) => seen.has(audience))
    if (feed.forget) this.changes.forgetAudiences(mostAudiences, (each) => seen.has(each))
    for (const audience of this.changes.audiences) {
      const operations = frame.operations(audience)
      if (operations === '[]') continue
      const before = this.#frames.has(audience) ? this.#frames.get(audience) : []
      this.#frames.set(
        audience,
        operations === undefined ? undefined : before && [...before, operations],
      )
    }
  }

  /** What was written may not be stored, and has to be read again. */
  lost(): void {
    this.#isUnstored = false
    this.#settled.clear()
    this.#missedSome = true
    this.unwatch()
  }

  event(send: () => void): void {
    this.#events.push(send)
    if (!this.#isUnstored) this.#flushSoon()
  }

  answer(send: () => void): void {
    this.#answers.push(send)
    if (!this.#isUnstored) this.#flushSoon()
  }

  get #isEmpty(): boolean {
    return this.#frames.size === 0 && this.#events.length === 0 && this.#answers.length === 0
  }

  #flushSoon(): void {
    if (this.#isEmpty) return
    const wait = this.#notBefore - nativeTimers.now()
    // Also before a timer that comes late: on a busy object they do.
    if (wait < shortestWait) this.flush()
    else if (!this.#isTimed) this.#flushAfter(wait)
  }

  #flushAfter(wait: number): void {
    this.#isTimed = true
    const flush = (): void => {
      this.#isTimed = false
      // What is being written would come too late for its answers.
      if (this.#isUnstored) return
      this.flush()
      this.#tellSent()
    }
    setNativeTimer(flush, wait, this.#options.timers)
  }

  /** Sends all that is stored. */
  flush(): void {
    this.changes.advance()
    if (this.#frames.size > 0) this.#sendFrames()
    if (!this.#isUnstored) this.#leaveSettled()
    const sends = [...this.#events, ...this.#answers]
    this.#events = []
    this.#answers = []
    for (const send of sends) send()
  }

  /** Pages that wait for more than a frame are told with that. */
  #leaveSettled(): void {
    for (const [key, ids] of this.#settled) {
      const connection = this.#options.connections.of(key)
      if (connection?.revision === undefined) connection?.settled.push(...ids)
    }
    this.#settled.clear()
  }

  #sendFrames(): void {
    const frames = new Map<Audience, EncodedFrame>()
    for (const [audience, lists] of this.#frames) {
      const operations = lists && joinLists(lists)
      const { from, to } = this.changes.add(audience, operations)
      const text = operations && `["frame",${from},${to},${operations}]`
      frames.set(audience, { from, to, text })
      if (text) this.#options.onChange?.(audience, text.length)
    }
    this.#frames.clear()
    this.#slowDown()
    let sent = 0
    let behind = 0
    const now = clock.now()
    withoutTurn(() => {
      for (const connection of this.#options.connections) {
        const frame = connection.audience && frames.get(connection.audience)
        if (!frame || connection.revision === undefined) continue
        if (this.#sendFrame(connection, frame, now)) sent += 1
        else behind += 1
      }
    })
    this.#notBefore = nativeTimers.now() + sent * perSend
    if (behind > 0) this.#options.onBehind()
  }

  /** The pages that do not read must not use up the memory of all. */
  #slowDown(): void {
    let owed = 0
    for (const { credit } of this.#options.connections) owed += credit.owed
    for (const connection of this.#options.connections) {
      const { credit } = connection
      if (credit.isSpent || (owed > unreadOfAll && credit.owingSince !== undefined)) {
        connection.isSlow = true
      }
    }
  }

  /** Gives false for a page that the frame does not help. */
  #sendFrame(connection: Connection, { from, to, text }: EncodedFrame, now: number): boolean {
    const { epoch } = this.#options
    if (text === undefined || connection.revision !== from || connection.isSlow) {
      connection.fallBehind()
      return false
    }
    const settled = this.#settled.get(connection.key)
    const whole = settled ? `${text.slice(0, -1)},[${settled}]]` : text
    connection.advance(whole, { to, epoch, now })
    return true
  }
}
