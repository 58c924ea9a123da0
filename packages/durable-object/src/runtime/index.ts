export { guardStub } from './guarded-stub.ts'
export { type DurableObjectClass, toDurableObjectClass } from './object-class.ts'
