import type { ObjectJobs } from '../../definition/jobs.ts'
import type { ObjectSchedules } from '../../definition/schedules.ts'
import { DurableObjectConfigError } from '../../errors.ts'
import type { Runs } from '../events/handler-runner.ts'
import type { Inspection } from '../inspect.ts'
import type { Turn } from '../turns/turn.ts'
import type { SleepingObject } from '../waking/sleeping-object.ts'
import { type AlarmState, type SharedAlarm, setPlatformAlarm } from './alarm-state.ts'
import { clock } from './clock.ts'
import type { Expiry } from './expiry/expiry.ts'
import type { Jobs } from './jobs/jobs.ts'
import { listJobs } from './jobs/list-jobs.ts'
import type { Schedules } from './schedules/schedules.ts'
import type { ChangedTime } from './time-changes.ts'
import { readHeader, type TimeHeader, writeHeader } from './time-rows.ts'
import type { TimeSource } from './time-source.ts'

/** An object that does things at their time. */
export interface TimedObject extends Runs, SleepingObject {
  readonly native: DurableObjectState
  readonly inspection: Inspection | undefined
  readonly alarms: AlarmState
}

/** What an object can have that waits for its time. */
export interface TimeParts {
  jobs: Jobs
  schedules: Schedules | undefined
  expiry: Expiry | undefined
}

/** As messages name the turns that the runtime itself takes for jobs and schedules. */
export const ownTurn = 'shared alarm'

/** An alarm of the platform that is this late has been lost, as by a restore of backups. */
const slack = 60_000

/**
 * What one object has to do at times to come, and the platform's one alarm that all of it shares.
 *
 * As long as nothing of that is stored, the alarm is the handlers' own. From then on there is a header
 * row with the time of their alarm, and the platform's alarm is set to whatever is due first.
 */
export class ObjectTime implements SharedAlarm, ChangedTime {
  readonly object: TimedObject
  readonly jobs: Jobs
  readonly #schedules: Schedules | undefined
  readonly #sources: readonly TimeSource[]
  /** Undefined where nothing is stored. */
  #header: TimeHeader | undefined
  /** When the platform's alarm rings; null where none is set; undefined where that is not known. */
  #ring: number | null | undefined
  /** The epoch of the rows that the memory is about. */
  #epoch: number | undefined
  /** How many events of the platform's alarm are under way. */
  #ringing = 0
  /** What the one under way rings for. */
  #ringsFor: number | undefined
  /** The alarm of the handlers that runs now, which is stored until it has succeeded. */
  #userRings: number | undefined

  constructor(object: TimedObject, create: (time: ObjectTime) => TimeParts) {
    this.object = object
    const { jobs, schedules, expiry } = create(this)
    this.jobs = jobs
    this.#schedules = schedules
    this.#sources = [jobs, schedules, expiry].filter((source) => source !== undefined)
    object.alarms.shared = this
  }

  /** Whether anything is stored that shares the alarm. */
  get isShared(): boolean {
    this.#refresh()
    return this.#header !== undefined && !this.#header.isAlone
  }

  /** An alarm that was set while code without these keys had the object is that of the handlers. */
  adopt(alarm: number | null): void {
    this.#refresh()
    if (this.#header?.isAlone) this.#writeHeader(alarm)
  }

  /** Reads what is stored where that may differ from what is known. */
  #refresh(): void {
    const { rows } = this.object.state
    if (this.#epoch === rows.epoch) return
    void rows.open()
    this.#ring = undefined
    this.#header = readHeader(rows)
    // Last, since what is stored may be of newer code. Opening may have found that the rows are gone.
    this.#epoch = rows.epoch
    for (const source of this.#sources) source.reset()
  }

  /** As part of a wake: sets the alarm again if work waits and it is missing or did not ring. */
  async open(): Promise<void> {
    this.#refresh()
    if (this.#ring === undefined) {
      const ring = await clock.getAlarm(this.object.native)
      this.#ring ??= ring
    }
    this.adopt(this.#ring)
    if (this.#ringing > 0 || !this.isShared) return
    if (typeof this.#ring === 'number' && this.#ring < clock.now() - slack) this.#ring = null
    this.settle(false)
  }

  /** As part of a wake, once it is sure that this code may use what is stored. */
  wake(): void {
    this.#refresh()
    for (const source of this.#sources) source.wake?.()
  }

  get runsSchedule(): boolean {
    return this.#schedules !== undefined && this.#schedules.active.size > 0
  }

  /** `ctx.jobs` of one handler. */
  openJobs(turn: Turn): ObjectJobs {
    return listJobs(this.jobs, turn)
  }

  /** `ctx.schedules` of one handler. */
  openSchedules(turn: Turn): ObjectSchedules {
    this.#refresh()
    if (this.#schedules) return this.#schedules.open(turn)
    const { identity } = this.object
    throw new DurableObjectConfigError(
      `${identity.className} has no ctx.schedules. Add schedules to its definition.`,
      identity.fields,
    )
  }

  // The alarm of the handlers.

  get(options?: DurableObjectGetAlarmOptions): Promise<number | null> {
    if (!this.isShared) return clock.getAlarm(this.object.native, options)
    const { alarm = null } = this.#header ?? {}
    return Promise.resolve(alarm === this.#userRings ? null : alarm)
  }

  /** What it throws at once fails the commit. */
  set(time: number | null): Promise<void> {
    this.#userRings = undefined
    if (!this.isShared) {
      this.#ring = time
      return setPlatformAlarm(this.object.native, time)
    }
    this.#writeHeader(time)
    this.settle(false)
    return Promise.resolve()
  }

  handBack(): void {
    if (!this.isShared) return
    void setPlatformAlarm(this.object.native, this.#header?.alarm ?? null)
  }

  forget(): void {
    this.#epoch = undefined
  }

  #writeHeader(alarm: number | null): void {
    this.#header = { alarm }
    writeHeader(this.object.state.rows, this.#header)
  }

  // In a commit.

  share(): void {
    // An alarm that was set before belongs to the handlers.
    if (!this.isShared) this.#writeHeader(this.#userRings ?? this.#ring ?? null)
  }

  settle(isEnd: boolean): void {
    const due = this.nextDue()
    if (due === undefined) return
    // While it rings, the end sets it once.
    if (this.#ringing > 0 && (!isEnd || this.#isDue(due))) return
    const ring = this.#ring
    if (typeof ring === 'number' && ring <= due) return
    this.setRing(Math.max(due, clock.now()))
  }

  /** When the next piece of work is due, or the alarm of the handlers. */
  nextDue(): number | undefined {
    this.#refresh()
    const times = this.#sources.map((source) => source.nextDue())
    const known = [...times, this.#userDue].filter((time) => time !== undefined)
    return known.length > 0 ? Math.min(...known) : undefined
  }

  get #userDue(): number | undefined {
    const { alarm = null } = this.#header ?? {}
    const isWaiting = alarm !== null && alarm !== this.#userRings && this.object.hasAlarm
    return isWaiting ? alarm : undefined
  }

  // While the platform's alarm rings.

  /**
   * The platform's alarm rings for what is due at this time, which uses it up; nothing sets it again before
   * `leave`. A test can ring it before that time.
   */
  enter(due: number | undefined): void {
    this.#ringing += 1
    this.#ring = null
    this.#ringsFor = due
  }

  #isDue(time: number): boolean {
    return time <= clock.now() || time === this.#ringsFor
  }

  leave(): void {
    this.#ringing -= 1
    this.#ringsFor = undefined
  }

  /** When the alarm of the handlers is due. */
  get userAlarm(): number | null {
    return this.#header?.alarm ?? null
  }

  /** Runs the alarm of the handlers, which stays theirs until it has succeeded. */
  async whileUserRings(at: number | undefined, fn: () => Promise<void>): Promise<void> {
    this.#userRings = at
    try {
      await fn()
    } finally {
      if (this.#userRings === at) this.#userRings = undefined
    }
  }

  /** The platform's alarm rings, which was the handlers' own and is used up. */
  async whileOnlyUserRings(
    info: AlarmInvocationInfo | undefined,
    fn: () => Promise<void>,
  ): Promise<void> {
    this.#ring = null
    await this.whileUserRings(info?.scheduledTime, fn)
  }

  /** Sets the platform's alarm, and nothing else. Where no transaction is open, or in a commit. */
  setRing(at: number | null): void {
    this.#ring = at
    void setPlatformAlarm(this.object.native, at)
  }

  /** What has work that is due, earliest first; `'alarm'` is that of the handlers. */
  findDue(): TimeSource | 'alarm' | undefined {
    const due = this.nextDue()
    if (due === undefined || !this.#isDue(due)) return undefined
    if (this.#userDue === due) return 'alarm'
    return this.#sources.find((source) => source.nextDue() === due)
  }

  /** Settles when the failures of all pieces of work that have ended are stored; undefined where they are. */
  get settling(): Promise<unknown> | undefined {
    const settling = this.#sources.map((source) => source.settling).filter(Boolean)
    return settling.length > 0 ? Promise.all(settling) : undefined
  }

  /** Whether the platform's alarm differs from what is due next. */
  get isOff(): boolean {
    return (this.nextDue() ?? null) !== this.#ring
  }

  /** In the commit that ends a ring. */
  setExactly(): void {
    const due = this.nextDue() ?? null
    if (due !== this.#ring) this.setRing(due === null ? null : Math.max(due, clock.now()))
  }

  /** A turn has ended and succeeded. */
  noteEnd(turn: Turn): void {
    this.#refresh()
    for (const source of this.#sources) source.noteEnd?.(turn)
  }

  join(turn: Turn): void {
    this.#refresh()
    for (const source of this.#sources) source.join?.(turn)
  }
}
