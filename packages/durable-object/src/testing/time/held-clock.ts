import { type Clock, clock, setNativeTimer, type TimerWait } from '../../runtime/time/clock.ts'
import { nativeTimers } from '../../runtime/timeouts/native-timers.ts'
import { isToken, Rings } from './rings.ts'

/** How often an object looks whether a timer is due, in real milliseconds. */
const interval = 2

/** The clock of all objects while a test holds the time. */
export class HeldClock {
  readonly rings: Rings = new Rings()
  /** By object, what it goes on with after its alarm. */
  readonly #work = new Map<string, Set<Promise<unknown>>>()
  readonly #leaving = new Map<string, () => void>()
  readonly #timers = new Set<TimerWait>()
  readonly #before: Clock
  #now: number
  /** How often it was moved. */
  moves = 0
  /** The objects that the test waits for no longer. */
  readonly left: Set<string> = new Set()
  /** Whether the test is over. */
  isOver = false

  constructor(start: number) {
    this.#now = start
    this.#before = { ...clock }
    Object.assign(clock, this.#asClock())
  }

  get now(): number {
    return this.#now
  }

  /** Never back: something may be due that was due before. */
  moveTo(time: number): void {
    this.#now = Math.max(this.#now, time)
    this.moves += 1
  }

  /** The first timer that is due until then. */
  nextTimer(until: number): TimerWait | undefined {
    let next: TimerWait | undefined
    for (const timer of this.#timers) {
      if (timer.due <= until && !(next && next.due <= timer.due)) next = timer
    }
    return next
  }

  isPending(timer: TimerWait): boolean {
    return this.#timers.has(timer)
  }

  /** Its object is gone. */
  forgetTimer(timer: TimerWait): void {
    this.#timers.delete(timer)
  }

  /**
   * Within the object: waits for what it goes on with after its alarm, until the test leaves it. Without a
   * timer, which would keep those of the object from firing during a transaction.
   */
  async settleWork(object: string): Promise<void> {
    const work = this.#work.get(object) ?? new Set()
    const leaving = Promise.withResolvers<void>()
    this.#leaving.set(object, leaving.resolve)
    while (work.size > 0 && !this.left.has(object)) {
      await Promise.race([Promise.allSettled(work), leaving.promise])
    }
    this.#leaving.delete(object)
    // It is not waited for again.
    work.clear()
  }

  /** Within the object: the test does not wait for it any longer. */
  leave(object: string): void {
    this.#leaving.get(object)?.()
  }

  /** The object has ended. */
  forgetWork(object: string): void {
    this.#work.delete(object)
  }

  #noteWork(object: string, work: Promise<unknown>): void {
    const all = this.#work.get(object) ?? new Set()
    this.#work.set(object, all.add(work))
    const end = (): void => {
      all.delete(work)
    }
    work.then(end, end)
  }

  release(): void {
    Object.assign(clock, this.#before)
  }

  #asClock(): Clock {
    return {
      now: () => this.#now,
      fromNative: (time) => this.#now + Math.max(0, time - nativeTimers.now()),
      setTimer: (fire, wait) => this.#setTimer(fire, wait),
      setAlarm: ({ id, storage }, at) => storage.setAlarm(this.rings.add(id, at)),
      getAlarm: async ({ id, storage }, options) => {
        const at = await storage.getAlarm(options)
        return at !== null && isToken(at) ? this.rings.timeOf(id.toString(), at) : at
      },
      waitUntil: (object, work) => {
        this.#noteWork(object.id.toString(), work)
        object.waitUntil(work)
      },
    }
  }

  /**
   * Nothing of the test may call code of an object, so the object looks itself. It fires now and then
   * before it is due, for what only keeps the runtime going.
   */
  #setTimer(fire: () => void, wait: TimerWait): () => void {
    this.#timers.add(wait)
    const clear = setNativeTimer(
      () => {
        this.#timers.delete(wait)
        fire()
      },
      wait.due <= this.#now ? 0 : interval,
      wait.timers,
    )
    return () => {
      this.#timers.delete(wait)
      clear()
    }
  }
}
