import type { ObjectJobs } from '../../definition/jobs.ts'
import type { ObjectSchedules } from '../../definition/schedules.ts'
import { DurableObjectConfigError } from '../../errors.ts'
import { type ContextParts, HandlerContext } from '../handler/handler-context.ts'
import type { ObjectTime } from './object-time.ts'

/** Adds `ctx.jobs` and `ctx.schedules`. */
export function extendContext(): void {
  Object.defineProperties(HandlerContext.prototype, {
    jobs: {
      configurable: true,
      get(this: HandlerContext): ObjectJobs {
        const parts = HandlerContext.partsOf(this)
        return timeOf(parts, 'jobs').openJobs(parts.turn)
      },
    },
    schedules: {
      configurable: true,
      get(this: HandlerContext): ObjectSchedules {
        const parts = HandlerContext.partsOf(this)
        return timeOf(parts, 'schedules').openSchedules(parts.turn)
      },
    },
  })
}

function timeOf({ owner }: ContextParts, key: string): ObjectTime {
  const time = owner.findTime()
  if (time) return time
  const { className, fields } = owner.identity
  throw new DurableObjectConfigError(
    `${className} has no ctx.${key}. Add jobs, schedules or expires to its definition.`,
    fields,
  )
}
