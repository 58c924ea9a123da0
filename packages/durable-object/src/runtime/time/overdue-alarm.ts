import type { ObjectHost } from '../object-host.ts'

/** The platform may be that late by itself: it waits between its own retries, and has others to ring. */
const slack = 60_000

/**
 * Sets an alarm again whose time has passed and that did not ring. The time is stored with the object
 * and, by the platform, in one more place, which may know nothing of it: after a backup of the two at
 * different moments was restored.
 */
export async function ringOverdue(host: ObjectHost): Promise<void> {
  const { native } = host
  const at = await native.storage.getAlarm().catch(() => null)
  if (at === null || at > Date.now() - slack || host.alarmChanges > 0) return
  console.warn(
    `The alarm of ${host.describe()} was due at ${new Date(at).toISOString()} and has not rung. It rings now.`,
  )
  await native.storage.setAlarm(Date.now()).catch(() => undefined)
}
