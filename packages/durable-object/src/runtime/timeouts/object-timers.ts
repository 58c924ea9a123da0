import { nativeTimers } from './native-timers.ts'

/** A function that is called later, once or again and again. */
export interface ObjectTimer {
  readonly callback: () => void
  /** Milliseconds between two calls; undefined where it is called once. */
  readonly every: number | undefined
  due: number
  /** Of two timers that are due at once, the one with the lower number fires first. */
  order: number
}

export interface TimerOptions {
  delay: number
  repeats?: boolean
}

/**
 * All timers of one object that has SQL. A timer that was set outside a transaction does not fire inside
 * one, and blocks the timers that were set inside as well, until the platform resets the object after
 * 30 s (workerd 1.20261006, 2026-11). So this sets one timer of the platform at a time, and sets it
 * again where a transaction begins or ends.
 */
export class ObjectTimers {
  readonly #pending = new Set<ObjectTimer>()
  #native: unknown
  /** When the native timer fires; Infinity without one. */
  #due = Number.POSITIVE_INFINITY
  #count = 0
  /** Whether a transaction is beginning or ending, and a native timer could end up on either side. */
  #crossing = false
  /** Whether a native timer will be set soon, unless the handler ends before. */
  #armsSoon = false

  set(callback: () => void, { delay, repeats = false }: TimerOptions): ObjectTimer {
    const milliseconds = toDelay(delay)
    const every = repeats ? Math.max(1, milliseconds) : undefined
    const timer = { callback, every, due: nativeTimers.now() + milliseconds, order: ++this.#count }
    this.#pending.add(timer)
    this.#arm()
    return timer
  }

  clear(timer: ObjectTimer): void {
    this.#pending.delete(timer)
    // A native timer that fires for nothing costs less than a search for the next timer.
    if (this.#pending.size === 0) this.#disarm()
  }

  isPending(timer: ObjectTimer): boolean {
    return this.#pending.has(timer)
  }

  /** From here to `arrive` no native timer is set. */
  cross(): void {
    this.#crossing = true
    this.#disarm()
  }

  arrive(): void {
    this.#crossing = false
    this.#arm()
  }

  #disarm(): void {
    if (this.#native !== undefined) nativeTimers.clearTimeout(this.#native)
    this.#native = undefined
    this.#due = Number.POSITIVE_INFINITY
  }

  #arm(): void {
    if (this.#crossing || this.#pending.size === 0) return
    const due = this.#next()?.due ?? Number.POSITIVE_INFINITY
    if (due >= this.#due) return
    if (due - nativeTimers.now() < longDelay) this.#armFor(due)
    else if (!this.#armsSoon) {
      this.#armsSoon = true
      this.#armAfter(quickHandler)
    }
  }

  /**
   * Most handlers end within the turn of the event loop that they began in, and setting and clearing a
   * native timer for each of them costs as much as a SQL statement.
   */
  #armAfter(microtasks: number): void {
    if (!this.#crossing && this.#pending.size > 0 && microtasks > 0) {
      void Promise.resolve().then(() => this.#armAfter(microtasks - 1))
      return
    }
    this.#armsSoon = false
    const due = this.#next()?.due ?? Number.POSITIVE_INFINITY
    if (!this.#crossing && due < this.#due) this.#armFor(due)
  }

  #armFor(due: number): void {
    this.#disarm()
    this.#due = due
    this.#native = nativeTimers.setTimeout(
      () => this.#fire(),
      Math.max(0, due - nativeTimers.now()),
    )
  }

  #next(): ObjectTimer | undefined {
    let next: ObjectTimer | undefined
    for (const timer of this.#pending) {
      if (!next || timer.due < next.due || (timer.due === next.due && timer.order < next.order))
        next = timer
    }
    return next
  }

  #fire(): void {
    this.#native = undefined
    this.#due = Number.POSITIVE_INFINITY
    const timer = this.#next()
    const now = nativeTimers.now()
    if (!timer || timer.due > now) {
      this.#arm()
      return
    }
    if (timer.every === undefined) this.#pending.delete(timer)
    else Object.assign(timer, { due: now + timer.every, order: ++this.#count })
    try {
      timer.callback()
    } finally {
      this.#fireNext(now)
    }
  }

  /** Other timers that are due fire after the microtasks of this one, as on the platform. */
  #fireNext(now: number): void {
    const next = this.#next()
    if (!next || next.due > now) this.#arm()
    else queueMicrotask(() => queueMicrotask(() => this.#fireIfIdle()))
  }

  #fireIfIdle(): void {
    if (this.#crossing || this.#native !== undefined) return
    this.#fire()
  }
}

/** From this delay on, in milliseconds, the native timer need not be set at once. */
const longDelay = 1_000
/** More microtasks than a handler takes that waits for nothing. */
const quickHandler = 50

/** As the platform converts it: 0 for what is not a positive number, and less than 2^31 ms. */
function toDelay(delay: unknown): number {
  const value = Number(delay)
  return value > 0 ? Math.min(value, 2_147_483_647) : 0
}
