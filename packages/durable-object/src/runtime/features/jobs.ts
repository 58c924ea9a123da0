import { assertTime } from '../../definition/assert-time.ts'
import type { AnyDurableObjectDefinition } from '../../definition/definition.ts'
import { extendWithJobs } from '../time/jobs/enqueue.ts'
import { kindsOf } from '../time/jobs/job-kinds.ts'
import { Jobs } from '../time/jobs/jobs.ts'
import { manageJobs } from '../time/jobs/manage-jobs.ts'
import { ObjectTime } from '../time/object-time.ts'
import { ringTime } from '../time/ring.ts'
import { hasCron } from '../time/schedules/has-cron.ts'
import { extendContext } from '../time/time-context.ts'
import { readHeader } from '../time/time-rows.ts'
import { assertFeature } from './assert-features.ts'
import type { ClassTime, Features, JobsFeature } from './features.ts'

/** For definitions with `jobs`, `schedules` or `expires`. */
export const jobs: JobsFeature = {
  extendContext,
  forClass(definition, { className, features }) {
    assertTime(className, definition)
    assertTimeFeatures(className, definition, features)
    const kinds = kindsOf(definition)
    const { schedules, expires } = definition
    const cron = schedules && hasCron(schedules) ? features.cron : undefined
    const createSchedules =
      schedules && features.schedules?.forClass(schedules, { className, cron })
    const createExpiry = expires && features.expires?.forClass(expires, className)
    return {
      open: (object) =>
        new ObjectTime(object, (time) => ({
          jobs: new Jobs(time, kinds),
          schedules: createSchedules?.(time),
          expiry: createExpiry?.(time),
        })),
      extend: (prototype) => extendWithJobs(prototype, definition),
    } satisfies ClassTime
  },
  find(object) {
    const { blueprint, state } = object
    if (blueprint.settings.backend === 'legacy') return undefined
    void state.rows.open()
    return (
      readHeader(state.rows) &&
      jobs
        .forClass(blueprint.definition, { className: blueprint.name, features: blueprint.features })
        .open(object)
    )
  },
  ring: ringTime,
  manage: manageJobs,
}

/** For the keys that need more than this feature. */
function assertTimeFeatures(
  className: string,
  { schedules, expires }: AnyDurableObjectDefinition,
  features: Features,
): void {
  if (schedules) assertFeature(className, features, ['schedules', 'schedules'])
  if (schedules && hasCron(schedules)) {
    assertFeature(className, features, ['cron', 'schedules with cron'])
  }
  if (expires) assertFeature(className, features, ['expires', 'expires'])
  if (expires) assertFeature(className, features, ['destroy', 'expires'])
}
