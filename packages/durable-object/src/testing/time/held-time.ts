import type { TimerWait } from '../../runtime/time/clock.ts'
import { sleep } from '../sleep.ts'
import { HeldClock } from './held-clock.ts'
import { holdDate } from './held-date.ts'
import { leaveObject, ringObject } from './ring-object.ts'
import type { Ring } from './rings.ts'

/** How long the test waits at a time, in real milliseconds. */
const pause = 10
/** After so many pauses in which nothing rang, what runs is taken to wait for the time to pass. */
const quietPauses = 100

/** The time while a test holds it. */
export class HeldTime {
  readonly clock: HeldClock
  readonly #date: ReturnType<typeof holdDate>
  #isMoving = false
  /** By its id, each object at work. */
  readonly #busy = new Map<string, Promise<void>>()
  /** The first alarm of the object that is rung. */
  #rings: Ring | undefined

  constructor(start: number) {
    this.clock = new HeldClock(start)
    this.#date = holdDate(() => this.clock.now)
  }

  /** The test is over, though it may not have awaited everything. */
  stop(): void {
    if (this.#isMoving) tellUnfinished(this.clock, this.#rings)
    this.clock.isOver = true
  }

  release(): void {
    this.#date.release()
    this.clock.release()
  }

  /** Moves the time and runs what is due on the way, in its order. */
  async moveTo(target: number): Promise<void> {
    if (this.#isMoving) throw new Error('The time is moving already. Await each advance().')
    if (!this.#date.isInPlace()) {
      throw new Error(
        'Something has replaced Date since testTime was called, such as vi.useFakeTimers() or vi.useRealTimers(). Use either those or testTime in a test.',
      )
    }
    this.#isMoving = true
    try {
      // Calls that were made just now arrive.
      await sleep(1)
      await this.#run(target)
      this.clock.moveTo(target)
    } finally {
      this.#isMoving = false
    }
  }

  async #run(target: number): Promise<void> {
    const { clock } = this
    while (!clock.isOver) {
      const ring = clock.rings.next(target, (object) => !this.#busy.has(object))
      const timer = clock.nextTimer(ring?.due ?? target)
      if (timer) await this.#fire(timer)
      else if (ring) await this.#ring(ring, target)
      else return
    }
  }

  async #fire(timer: TimerWait): Promise<void> {
    const { clock } = this
    clock.moveTo(timer.due)
    for (let pauses = 0; clock.isPending(timer); pauses++) {
      // A timer of an object that has ended never fires.
      if (pauses > quietPauses) clock.forgetTimer(timer)
      await sleep(1)
    }
    // What has waited for it may go on.
    await this.#settle()
  }

  async #ring(ring: Ring, target: number): Promise<void> {
    const { object } = ring
    this.#rings = ring
    const ringing = ringObject(this.clock, ring, target).finally(() => this.#busy.delete(object))
    this.#busy.set(object, ringing)
    await this.#settle()
    // What does not end by itself is reported by whoever waits for it.
    ringing.catch(() => undefined)
    if (!this.#busy.has(object)) await ringing
    this.#rings = undefined
  }

  /**
   * Waits for the objects that are at work. One of which nothing is heard waits for the time itself, as for
   * its limit, or for the test.
   */
  async #settle(): Promise<void> {
    const { clock } = this
    let { moves } = clock
    for (let quiet = 0; this.#busy.size > 0 && !clock.isOver && quiet < quietPauses; quiet++) {
      await Promise.race([...this.#busy.values(), sleep(pause)]).catch(() => undefined)
      if (moves !== clock.moves) quiet = 0
      moves = clock.moves
    }
    for (const object of this.#busy.keys()) leaveObject(clock, object)
    // Unless their alarm itself goes on.
    for (let pauses = 0; this.#busy.size > 0 && pauses < 10; pauses++) await sleep(pause)
  }
}

function tellUnfinished({ now }: HeldClock, rings: Ring | undefined): void {
  const where = rings ? ` in the alarm of the object '${rings.name ?? rings.object}'` : ''
  console.warn(
    `The test ended before time.advance(), which was at ${new Date(now).toISOString()}${where}. Await it. If the test has reached its limit, something there never ends, or always sets the next alarm to the current time.`,
  )
}
