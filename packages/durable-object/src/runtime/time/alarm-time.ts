import { DurableObjectConfigError } from '../../errors.ts'
import { latestAlarm } from '../../limits.ts'
import type { ObjectIdentity } from '../object-identity.ts'
import { clock } from './clock.ts'

export interface AlarmOwner {
  readonly identity: ObjectIdentity
  /** Whether the definition has an alarm handler. */
  readonly hasAlarm: boolean
}

/**
 * When an alarm that is set for `time` rings, in milliseconds since 1970.
 *
 * @throws DurableObjectConfigError for an object without an alarm handler, which the platform does not
 * notice under the dev server: its class always has one.
 * @throws RangeError, TypeError for an invalid time.
 */
export function alarmTime({ identity, hasAlarm }: AlarmOwner, time: unknown): number {
  if (!hasAlarm) {
    const { className } = identity
    throw new DurableObjectConfigError(
      `${className} has no alarm handler, so an alarm could not ring. Add alarm() { … } to its definition.`,
      identity.fields,
    )
  }
  const at = time instanceof Date ? time.getTime() : time
  const advice = 'Pass a Date, or milliseconds since 1970 such as Date.now() + 60_000'
  if (typeof at !== 'number') {
    throw new TypeError(`setAlarm takes a time, not a value of type ${typeof time}. ${advice}.`)
  }
  if (Number.isNaN(at)) throw new RangeError(`setAlarm got an invalid time. ${advice}.`)
  if (at <= 0 || at > latestAlarm) {
    throw new RangeError(`setAlarm got ${at}, which is not between 1970 and 2189. ${advice}.`)
  }
  // As on the platform, an alarm in the past rings at once.
  return Math.max(Math.trunc(at), clock.now())
}
