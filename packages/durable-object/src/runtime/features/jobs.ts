import { assertTime } from '../../definition/assert-time.ts'
import { extendWithJobs } from '../time/jobs/enqueue.ts'
import { kindsOf } from '../time/jobs/job-kinds.ts'
import { Jobs } from '../time/jobs/jobs.ts'
import { manageJobs } from '../time/jobs/manage-jobs.ts'
import { ObjectTime } from '../time/object-time.ts'
import { ringTime } from '../time/ring.ts'
import { readHeader } from '../time/time-rows.ts'
import type { ClassTime, JobsFeature } from './features.ts'

/** For definitions with `jobs`, `schedules` or `expires`. */
export const jobs: JobsFeature = {
  forClass(definition, className) {
    assertTime(className, definition)
    const kinds = kindsOf(definition)
    return {
      open: (object) => new ObjectTime(object, (time) => ({ jobs: new Jobs(time, kinds) })),
      extend: (prototype) => extendWithJobs(prototype, definition),
    } satisfies ClassTime
  },
  find(object) {
    const { blueprint, state } = object
    if (blueprint.settings.backend === 'legacy') return undefined
    void state.rows.open()
    return (
      readHeader(state.rows) && jobs.forClass(blueprint.definition, blueprint.name).open(object)
    )
  },
  ring: ringTime,
  manage: manageJobs,
}
