import { DurableObjectConfigError } from '../../errors.ts'
import type { ObjectHost } from '../object-host.ts'

/** The platform refuses what is later (workerd 1.20261006). */
const latest = Date.UTC(2189, 0, 1)

/**
 * When an alarm set for `time` rings, in milliseconds since 1970.
 *
 * @throws DurableObjectConfigError for an object without an alarm handler. The dev server's class
 * has one always, so that the platform would not notice there.
 * @throws RangeError, TypeError for a time that is none.
 */
export function alarmTime(host: ObjectHost, time: unknown): number {
  const { name, definition } = host.blueprint
  if (!definition.alarm) {
    throw new DurableObjectConfigError(
      `${name} has no alarm handler, so an alarm could not ring. Add alarm() { … } to its definition.`,
      { objectName: name, objectId: host.id },
    )
  }
  const at = time instanceof Date ? time.getTime() : time
  const advice = 'Give a Date, or milliseconds since 1970 such as Date.now() + 60_000'
  if (typeof at !== 'number') {
    throw new TypeError(`setAlarm takes a time, not a value of type ${typeof time}. ${advice}.`)
  }
  if (Number.isNaN(at)) throw new RangeError(`setAlarm was given an invalid time. ${advice}.`)
  if (at <= 0 || at > latest) {
    throw new RangeError(`setAlarm was given ${at}, which is not between 1970 and 2189. ${advice}.`)
  }
  // As the platform does: what is past rings at once.
  return Math.max(Math.trunc(at), Date.now())
}
