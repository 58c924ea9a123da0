import type { ObjectHost } from '../object-host.ts'

/** The platform itself may be that late: it waits between its retries, and has other alarms to ring. */
const slack = 60_000

/**
 * Sets an alarm again that is due but did not ring. The platform stores its time with the object and in
 * a second place, and the two differ after a restore of backups that were made at different moments.
 */
export async function ringOverdue(host: ObjectHost): Promise<void> {
  const { native } = host
  const at = await native.storage.getAlarm().catch(() => null)
  if (at === null || at > Date.now() - slack || host.alarmChanges > 0) return
  console.warn(
    `The alarm of ${host.describe()} was due at ${new Date(at).toISOString()} but did not ring. It rings now.`,
  )
  await native.storage.setAlarm(Date.now()).catch(() => undefined)
}
