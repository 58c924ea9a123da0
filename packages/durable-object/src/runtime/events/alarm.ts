import { ringByHand } from '../../definition/reserved-names.ts'
import { AlarmRing, type RingingObject } from '../time/alarm-ring.ts'
import { takeAlarmAlone } from '../time/alone.ts'
import { clock } from '../time/clock.ts'
import type { Runs } from './handler-runner.ts'
import { report } from './report.ts'

/**
 * An alarm that was replaced or deleted while it waited for its turn is dropped. One that fails is
 * logged and set again here, since the platform would give it up after six retries.
 */
export async function runAlarm(
  object: Runs & RingingObject,
  info: AlarmInvocationInfo | undefined,
): Promise<void> {
  const { alarm } = object.blueprint.definition
  await object.state.rows.open()
  const own = takeAlarmAlone(object, info?.scheduledTime)
  // It was set for something that this code does not have.
  if (own !== undefined && own !== info?.scheduledTime) return
  const ring = new AlarmRing(object, info)
  const call = (self: object) => {
    ring.begin()
    return ring.isOutdated ? undefined : alarm?.call(self, ring.info)
  }
  try {
    await ring.secure()
    await object.run('alarm', call, {
      waitsForever: true,
      toAnswer: (_result, turn) => ring.succeed(turn),
      afterUndo: () => ring.fail(),
    })
  } catch (error) {
    ring.begin()
    // Where it could not be set again, the platform retries it.
    const next = await ring.next().catch(() => null)
    report(object, 'alarm', { error, note: describeNext(next) })
    if (next === null || isByHand(info)) throw error
  }
}

/** As the end of "'alarm' of Counter 'alice' failed". */
export function describeNext(next: number | null | undefined): string {
  if (next === null) return ''
  if (next === undefined) return ' and is not tried again, since the alarm was changed meanwhile'
  const seconds = Math.round((next - clock.now()) / 1_000)
  return ` and is tried again in ${seconds} s, at ${new Date(next).toISOString()}`
}

/** As tests ring it, which must get what it throws. */
export function isByHand(info: AlarmInvocationInfo | undefined): boolean {
  return info === undefined || ringByHand in info
}
