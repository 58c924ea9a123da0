/**
 * Turns definitions into native Durable Object classes, for a Worker that is built without Cloudwerk.
 * Apps with `cloudwerk dev` and `cloudwerk build` need nothing of it.
 *
 * It runs in Workers alone, and needs a compatibility date of 2026-08-04 or later.
 *
 * @packageDocumentation
 */
export { guardStub } from './calls/guarded-stub.ts'
export type { ObjectInspection } from './inspect.ts'
export { type DurableObjectClass, toDurableObjectClass } from './object-class.ts'
export { patchCalls } from './patches/index.ts'
