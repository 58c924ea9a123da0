/**
 * workerd (1.20261006) goes on with what it has read of one connection, be it messages of a socket or
 * pipelined requests, until all of it waits for something. Only then does it look at other connections.
 * So clients that send without a pause are made to wait now and then.
 */

/** What to do about a message or request: watch for the next look at all connections, or wait for one. */
type Due = 'watch' | 'rest' | undefined

/** How many of them are served before anything is watched: usually, and after a rest. */
const few = { usually: 32, afterRest: 2 }
/** How long clients are served without a look, in milliseconds: with others around, and for one alone. */
const longest = { shared: 2, alone: 20 }
/** How long other clients count as being around, in milliseconds. */
const memory = 1_000

let lastSource: unknown
/** Whether a source has followed another one, and when that was last seen, in milliseconds. */
let isShared = false
let sharedAt = 0

/** Messages, or requests, that are served without a look at other connections. */
class Row {
  #served = 0
  #few = few.usually
  #sources = new WeakSet<object>()
  /** Since when a timer is pending, in milliseconds; timers fire after a look. */
  #watchedSince: number | undefined
  /** When something last began to wait, in milliseconds. Not all do at once: that would be a pause. */
  #restedAt = 0

  /**
   * Called for each message or request. Those of a source count from its second one on; without a source
   * nobody knows, and all count.
   */
  add(source?: object): Due {
    if (source === undefined || source !== lastSource) isShared = true
    lastSource = source
    if (source && !this.#sources.has(source)) {
      this.#sources.add(source)
      return undefined
    }
    this.#served += 1
    return this.#served < this.#few ? undefined : this.#consider(Date.now())
  }

  #consider(now: number): Due {
    if (isShared) sharedAt = now
    isShared = false
    if (this.#watchedSince === undefined) {
      this.#watchedSince = now
      return 'watch'
    }
    const limit = now - sharedAt < memory ? longest.shared : longest.alone
    if (now - Math.max(this.#watchedSince, this.#restedAt) < limit) return undefined
    this.#restedAt = now
    return 'rest'
  }

  /** Begins a new row after the next look. */
  async watch(): Promise<void> {
    await this.#look()
    this.#few = Math.min(this.#few * 2, few.usually)
  }

  /** Waits for the next look, and watches for the one after it. */
  async rest(ctx: ExecutionContext): Promise<void> {
    await this.#look()
    this.#few = few.afterRest
    ctx.waitUntil(this.watch())
  }

  /** Where the request that runs it is cut off, the next one to rest does the same. */
  async #look(): Promise<void> {
    this.#watchedSince ??= Date.now()
    await scheduler.wait(0)
    this.#served = 0
    this.#sources = new WeakSet()
    this.#watchedSince = undefined
  }
}

const requests = new Row()
export const messages: Row = new Row()

/** Called for each request. Undefined where it can be answered at once. */
export function awaitTurn(ctx: ExecutionContext): Promise<void> | undefined {
  const due = requests.add()
  if (due === 'watch') ctx.waitUntil(requests.watch())
  return due === 'rest' ? requests.rest(ctx) : undefined
}

/** The part of the host whose timers run in requests of their own: an object's may block each other. */
export interface MessageClock {
  watchMessages(): Promise<void>
  restFromMessages(): Promise<void>
}

/**
 * Called for each message, after its handler or at its first `await`. The platform delivers the next one
 * without waiting for the handler, but not to an object that is blocked.
 */
export function noteMessage(ctx: DurableObjectState, socket: object): void {
  const due = messages.add(socket)
  if (due === undefined) return
  // Undefined for apps with a compatibility date before 2025-11-17.
  const clock = (ctx.exports as { CloudwerkHost?: MessageClock } | undefined)?.CloudwerkHost
  if (due === 'watch') clock?.watchMessages().catch(ignore)
  else if (clock) {
    // An error in it would end the object.
    void ctx.blockConcurrencyWhile(() => clock.restFromMessages().catch(ignore))
  }
}

function ignore(): void {}
