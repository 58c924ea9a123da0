import { nativeTimers } from './native-timers.ts'
import type { ObjectTimer, ObjectTimers, TimerOptions } from './object-timers.ts'

/** Above all numbers that the platform returns. */
let lastNumber = 2 ** 40
const numbered = new Map<number, TimerHandle>()
let givesObjects: boolean | undefined

/** The result of `setTimeout` where timers are objects, as in Node. */
export class TimerHandle {
  readonly #timers: ObjectTimers
  readonly #callback: () => void
  readonly #options: TimerOptions
  #timer: ObjectTimer
  #number: number | undefined

  constructor(timers: ObjectTimers, callback: () => void, options: TimerOptions) {
    this.#timers = timers
    this.#callback = () => {
      if (!options.repeats) this.#forget()
      callback()
    }
    this.#options = options
    this.#timer = timers.set(this.#callback, options)
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  hasRef(): boolean {
    return this.#timers.isPending(this.#timer)
  }

  refresh(): this {
    this.#timers.clear(this.#timer)
    this.#timer = this.#timers.set(this.#callback, this.#options)
    return this
  }

  close(): this {
    this.#timers.clear(this.#timer)
    this.#forget()
    return this
  }

  #forget(): void {
    if (this.#number !== undefined) numbered.delete(this.#number)
  }

  [Symbol.toPrimitive](): number {
    if (this.#number === undefined) {
      lastNumber += 1
      this.#number = lastNumber
      numbered.set(this.#number, this)
    }
    return this.#number
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

/** An object or a number, as the platform's own timers, which depends on the compatibility date. */
export function toHandle(handle: TimerHandle): unknown {
  givesObjects ??= typeof probe() === 'object'
  return givesObjects ? handle : handle[Symbol.toPrimitive]()
}

function probe(): unknown {
  const handle = nativeTimers.setTimeout(() => undefined, 0)
  nativeTimers.clearTimeout(handle)
  return handle
}

/** Clears the timer if it is one of ours, and returns whether it is. */
export function clearHandle(handle: unknown): boolean {
  const timer = handle instanceof TimerHandle ? handle : numbered.get(Number(handle))
  timer?.close()
  return timer !== undefined
}
