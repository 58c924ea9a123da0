/**
 * What a file in `app/objects` uses to define an object, and the errors that objects raise.
 *
 * It is pure and loads anywhere, also in Node; nothing in it needs the Workers runtime.
 *
 * @packageDocumentation
 */

export { assertJson } from './assert-json.ts'
export { defineDurableObject } from './define.ts'
export type { DefineShadow } from './define-shadow.ts'
export type {
  AnyDurableObjectDefinition,
  BuiltIns,
  DurableObjectDefinition,
  Env,
  HandlerRequest,
  ObjectCalls,
  ObjectContext,
  ObjectLimits,
  ObjectSql,
  Register,
  SqliteOptions,
  SqlResult,
  SqlRow,
  SqlStatement,
} from './definition.ts'
export { definitionKeys, groupKeys, handlerNames } from './definition-keys.ts'
export {
  DurableObjectBusyError,
  DurableObjectConfigError,
  DurableObjectDeadlockError,
  DurableObjectError,
  DurableObjectLimitError,
  DurableObjectNotFoundError,
  DurableObjectRPCError,
  DurableObjectStateError,
  type StateIssue,
} from './errors.ts'
export { reservedMethodNames, stubMethodNames } from './names.ts'
export { longestAtomicHold } from './settings.ts'
