import { DurableObjectStateError } from '../../../errors.ts'
import { clock } from '../clock.ts'
import type { TimedObject } from '../object-time.ts'
import { scheduleRow } from '../time-rows.ts'
import type { ClassSchedules } from './class-schedules.ts'
import { armed, type Learning, learnLines } from './learn-lines.ts'
import {
  decodeSchedules,
  encodeSchedules,
  type KnownSchedule,
  type KnownSchedules,
} from './schedule-row.ts'

/** What an object has stored of its schedules, compared with the definition when it is read. */
export class StoredSchedules {
  readonly #object: TimedObject
  readonly #class: ClassSchedules
  #known: KnownSchedules | undefined
  #isRead = false
  #isBehind = false

  constructor(object: TimedObject, ofClass: ClassSchedules) {
    this.#object = object
    this.#class = ofClass
  }

  /** By name; undefined where they have not begun. */
  get known(): KnownSchedules | undefined {
    if (!this.#isRead) this.#read()
    return this.#known
  }

  get learning(): Learning {
    const { slotsOf, canUse } = this.#class
    return { now: clock.now(), slotsOf, canUse }
  }

  #read(): void {
    const { identity, state } = this.#object
    const data = state.rows.read(scheduleRow)
    this.#isRead = true
    this.#isBehind = false
    this.#known = undefined
    if (typeof data !== 'string') return
    const stored = decodeSchedules(data)
    if (!stored) {
      throw new DurableObjectStateError(
        `The schedules of ${identity.describe()} are stored in a format that this code does not know. Deploy the newer code again.`,
        { ...identity.fields, row: scheduleRow },
      )
    }
    const learned = learnLines(stored, this.#class.lines, this.learning)
    this.#known = learned ?? stored
    this.#isBehind = learned !== undefined
  }

  reset(): void {
    this.#isRead = false
  }

  /** Begins the schedules of an object that has none yet. */
  begin(): void {
    if (this.known) return
    const { lines } = this.#class
    this.#write(new Map([...lines].map(([name, line]) => [name, armed(line, this.learning)])))
  }

  /** Stores what the comparison with the definition has changed. */
  saveLearned(): void {
    if (this.known && this.#isBehind) this.#write(this.#known ?? new Map())
  }

  update(name: string, to: (schedule: KnownSchedule) => KnownSchedule): void {
    const schedule = this.known?.get(name)
    // A handler may have deleted the object.
    if (schedule) this.#write(new Map(this.#known).set(name, to(schedule)))
  }

  #write(known: KnownSchedules): void {
    this.#object.state.rows.write(scheduleRow, encodeSchedules(known))
    this.#known = known
    this.#isBehind = false
  }
}
