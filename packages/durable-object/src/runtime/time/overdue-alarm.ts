import type { ObjectIdentity } from '../object-identity.ts'
import { type AloneObject, takeAlarmAlone } from './alone.ts'
import { type ClockedObject, clock } from './clock.ts'

/** The platform itself may be that late: it waits between its retries, and has other alarms to ring. */
const slack = 60_000

export interface OverdueOwner extends AloneObject {
  readonly identity: ObjectIdentity
  readonly native: ClockedObject
}

/**
 * Sets an alarm again that is due but did not ring. The platform stores its time with the object and in
 * a second place, and the two differ after a restore of backups that were made at different moments.
 */
export async function ringOverdue(object: OverdueOwner): Promise<void> {
  const { identity, native, alarms } = object
  if (takeAlarmAlone(object) !== undefined) return
  const at = await clock.getAlarm(native).catch(() => null)
  if (at === null || at > clock.now() - slack || alarms.changes > 0) return
  console.warn(
    `The alarm of ${identity.describe()} was due at ${new Date(at).toISOString()} but did not ring. It rings now.`,
  )
  await clock.setAlarm(native, clock.now()).catch(() => undefined)
}
