import type { ScheduleChange } from '../../../definition/schedules.ts'
import type { Line } from './lines.ts'

/** What an object knows of one schedule. Times are milliseconds since 1970. */
export interface KnownSchedule {
  /** The line by which `next` was computed. */
  line: Line
  /** The first slot that has neither run nor been skipped. */
  next: number
  /** How many slots were skipped since the last run. */
  missed?: number
  /** The run that is under way or failed. */
  attempt?: ScheduleAttempt
  /** What the object has changed of the line. */
  change?: ScheduleChange
  /** Since when the definition has no schedule of this name. */
  unusedSince?: number
}

export interface ScheduleAttempt {
  /** How often it has failed. */
  failures: number
  /** How many attempts have begun since one has last ended. */
  lost: number
  /** When it is tried again after a failure. */
  retryAt?: number
}

/** All schedules of an object, by name. */
export type KnownSchedules = ReadonlyMap<string, KnownSchedule>

const format = 1

export function encodeSchedules(schedules: KnownSchedules): string {
  return JSON.stringify([format, Object.fromEntries(schedules)])
}

/** Undefined for what newer code has written. */
export function decodeSchedules(text: string): Map<string, KnownSchedule> | undefined {
  const [version, schedules] = JSON.parse(text) as [number, Record<string, KnownSchedule>]
  return version === format ? new Map(Object.entries(schedules)) : undefined
}
