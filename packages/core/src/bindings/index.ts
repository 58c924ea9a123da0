/**
 * Reaches an app's objects, from routes and from other objects.
 *
 * @packageDocumentation
 */
export type { ResultCannotBeSent } from './crossing.ts'
export { durableObjects } from './durable-objects.ts'
export type { DurableObjects, ObjectNamespace, OpenNamespace } from './object-namespace.ts'
export type { CalledOnce, ObjectStub, OpenStub } from './object-stub.ts'
