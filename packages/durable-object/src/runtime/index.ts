export { guardStub } from './guarded-stub.ts'
export type { CommitRecord, ObjectInspection } from './inspect.ts'
export { type DurableObjectClass, toDurableObjectClass } from './object-class.ts'
export { installErrors } from './rpc-errors.ts'
