import { ringByHand } from '../../definition/reserved-names.ts'
import { describeNext, isByHand } from '../events/alarm.ts'
import { report } from '../events/report.ts'
import type { Features } from '../features/features.ts'
import { nativeTimers } from '../timeouts/native-timers.ts'
import type { Turn } from '../turns/turn.ts'
import { noteRetry, readRetry, removeRetry } from './alarm-retry.ts'
import type { RingingObject } from './alarm-ring.ts'
import { clock, setNativeTimer } from './clock.ts'
import { type ObjectTime, ownTurn, type TimedObject } from './object-time.ts'
import { changesOf } from './time-changes.ts'
import { failedRingRow } from './time-rows.ts'
import type { TimeSource } from './time-source.ts'

/** After its last retry the platform deletes the alarm for good, so another one is set before. */
const secureAfter = 30_000
const shortestPause = 30_000
const longestPause = 3_600_000
/** How many pieces of work run without a pause. */
const mostAtOnce = 500
/** The platform ends an event after 15 minutes. */
const longestRing = 60_000

export interface RungObject extends TimedObject, RingingObject {
  readonly features: Features
  /** What waits for a time, in an object that has such rows or a definition that may make them. */
  findTime(): ObjectTime | undefined
}

type Info = AlarmInvocationInfo | undefined

/** The platform's alarm rings. Never throws for what it finds, since the platform would give up in the end. */
export async function ringTime(object: RungObject, info: Info): Promise<void> {
  const runAlarm = async (given: Info): Promise<void> => object.features.alarm?.run(object, given)
  let time: ObjectTime | undefined
  try {
    time = object.findTime()
    time?.adopt(info?.scheduledTime ?? null)
  } catch (error) {
    // What is stored is in a format that only newer code knows.
    const at = clock.now() + longestPause
    await clock.setAlarm(object.native, at)
    return report(object, 'alarm', { error, note: describeNext(at) })
  }
  // An object without such rows has the alarm of its handlers.
  if (!time) return runAlarm(info)
  if (!time.isShared) return time.whileOnlyUserRings(info, () => runAlarm(info))
  return new Ring(object, { time, info, runAlarm }).run()
}

/** One ring of an alarm that several things share. */
class Ring {
  readonly #object: RungObject
  readonly #time: ObjectTime
  readonly #info: Info
  readonly #runAlarm: (info: Info) => Promise<void>
  readonly #begun: number = nativeTimers.now()
  /** Of the handlers' alarm, in a ring by hand. */
  #thrown: { error: unknown } | undefined
  #isOver = false

  constructor(object: RungObject, { time, info, runAlarm }: RingParts) {
    this.#object = object
    this.#time = time
    this.#info = info
    this.#runAlarm = runAlarm
  }

  async run(): Promise<void> {
    const time = this.#time
    time.enter(this.#info?.scheduledTime ?? time.nextDue())
    try {
      if ((this.#info?.retryCount ?? 0) > 0) await this.#secure()
      if (!this.#object.state.isReady) await this.#wake()
      for (let count = 1; !this.#isOver; count++) {
        await this.#runNext()
        if (count % mostAtOnce === 0) await this.#breathe()
      }
    } catch (error) {
      await this.#tryLater(error)
    } finally {
      this.#leave()
    }
    if (this.#thrown) throw this.#thrown.error
  }

  /** Lets in what arrives from outside, in case nothing that runs waits for that. */
  #breathe(): Promise<void> {
    return new Promise((resolve) => {
      setNativeTimer(resolve, 0, this.#object.timers)
    })
  }

  async #secure(): Promise<void> {
    this.#time.setRing(clock.now() + secureAfter)
    await this.#object.storage.sync()
  }

  #findDue(): TimeSource | 'alarm' | undefined {
    return this.#isLong ? undefined : this.#time.findDue()
  }

  get #isLong(): boolean {
    return nativeTimers.now() - this.#begun > longestRing
  }

  async #runNext(): Promise<void> {
    const due = this.#findDue()
    if (due === 'alarm') await this.#ringUser()
    else if (due) await due.runNext()
    else await this.#endInTurn()
    if (!due && !this.#isOver) await this.#time.settling
  }

  async #ringUser(): Promise<void> {
    const at = this.#time.userAlarm ?? 0
    const byHand = isByHand(this.#info) ? { [ringByHand]: true } : {}
    const info = { scheduledTime: at, retryCount: 0, isRetry: false, ...byHand }
    try {
      await this.#time.whileUserRings(at, () => this.#runAlarm(info))
    } catch (error) {
      if (!isByHand(this.#info)) throw error
      this.#thrown = { error }
    }
  }

  async #wake(): Promise<void> {
    await this.#object.run(ownTurn, () => undefined, { waitsForever: true })
  }

  /** After the work that holds the object. What that has deleted is not made again. */
  async #endInTurn(): Promise<void> {
    await this.#object.run(ownTurn, () => undefined, {
      waitsForever: true,
      sleeps: true,
      toAnswer: (_result, turn) => this.#end(turn),
    })
  }

  /** Sets the next ring, unless there is more to do. */
  #end(turn: Turn): void {
    const time = this.#time
    if (this.#findDue() || this.#time.settling) return
    // From here on, whatever is enqueued sets the ring.
    this.#leave()
    if (!time.isShared) return
    const { rows } = this.#object.state
    const hasFailed = readRetry(rows, failedRingRow) !== null
    if (!hasFailed && !time.isOff) return
    changesOf(time, turn).add(turn, () => {
      if (hasFailed) removeRetry(rows, failedRingRow)
      time.setExactly()
    })
  }

  #leave(): void {
    if (!this.#isOver) this.#time.leave()
    this.#isOver = true
  }

  /** The object could not wake, or a commit failed. */
  async #tryLater(error: unknown): Promise<void> {
    const { rows } = this.#object.state
    let at = 0
    // In a turn, since another handler's transaction may be open otherwise, and be undone.
    await this.#object.run(
      ownTurn,
      async () => {
        await rows.open()
        const noted = readRetry(rows, failedRingRow)
        const isSame = noted !== null && noted.at === this.#info?.scheduledTime
        const failures = (isSame ? noted.failures : 0) + 1
        at = clock.now() + pauseAfter(failures)
        noteRetry(rows, { failures, at }, failedRingRow)
        this.#time.setRing(at)
      },
      { waitsForever: true, sleeps: true },
    )
    report(this.#object, 'alarm', { error, note: describeNext(at) })
  }
}

interface RingParts {
  time: ObjectTime
  info: Info
  runAlarm: (info: Info) => Promise<void>
}

/** 30 s, then twice as long each time, up to an hour. */
function pauseAfter(failures: number): number {
  return Math.min(shortestPause * 2 ** Math.min(failures - 1, 10), longestPause)
}
