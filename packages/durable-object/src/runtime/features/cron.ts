/**
 * What `schedules` with `cron` need, in an entry of its own, so that no other Worker contains it.
 *
 * @packageDocumentation
 */
import { cronSlots } from '../time/schedules/cron-slots.ts'
import type { CronFeature } from './features.ts'

export { CronLineError } from '../time/schedules/cron-line-error.ts'

/** For `schedules` with `cron`. */
export const cron: CronFeature = { slots: cronSlots }
