/**
 * Inspects and controls objects in tests that run in workerd under vitest. Needs `@cloudflare/vitest-plugin`.
 *
 * @packageDocumentation
 */
export type { CommitRecord } from '../runtime/inspect.ts'
export type { CrashPoint } from './crash-object.ts'
export { type TestObject, testObject } from './test-object.ts'
export type { TestMethods } from './test-types.ts'
export { type TestTime, testTime } from './time/test-time.ts'
