export { type TestObject, testObject } from './test-object.ts'
export type { TestMethods } from './test-types.ts'
