import type { TimerWait } from '../../runtime/time/clock.ts'
import { nativeTimers } from '../../runtime/timeouts/native-timers.ts'
import { HeldClock } from './held-clock.ts'
import { holdDate } from './held-date.ts'
import { ringObject } from './ring-object.ts'
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

  constructor(start: number) {
    this.clock = new HeldClock(start)
    this.#date = holdDate(() => this.clock.now)
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
    for (;;) {
      const ring = clock.rings.next(target)
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
  }

  /** A handler that waits for its limit, such as the timeout of a job, ends only when that has passed. */
  async #ring(ring: Ring, target: number): Promise<void> {
    const { clock } = this
    let isOver = false
    const ringing = ringObject(clock, ring, target).finally(() => {
      isOver = true
    })
    let moves = clock.moves
    for (let quiet = 0; !isOver; quiet++) {
      await Promise.race([ringing, sleep(pause)])
      if (moves !== clock.moves) quiet = 0
      if (quiet > quietPauses) {
        const timer = clock.nextTimer(target)
        if (timer) await this.#fire(timer)
        quiet = 0
      }
      moves = clock.moves
    }
    await ringing
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    nativeTimers.setTimeout(resolve, milliseconds)
  })
}
