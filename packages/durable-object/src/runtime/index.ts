/**
 * Turns definitions into native Durable Object classes, for a Worker that is built without Cloudwerk.
 * Apps that use `cloudwerk dev` and `cloudwerk build` do not need it.
 *
 * It runs only in Workers, with a compatibility date of 2026-08-04 or later. Making the first class
 * changes some globals of the platform: `patches/index.ts` is the list.
 *
 * @packageDocumentation
 */
export { jobsCall } from '../definition/reserved-names.ts'
export type { ObjectInspection } from './inspect.ts'
export type { DurableObjectClass } from './object-class.ts'
export { patchCalls } from './patches/index.ts'
export { toDurableObjectClass } from './to-durable-object-class.ts'
