/**
 * What a file in `app/objects` uses to define an object, and the errors that objects raise.
 *
 * It is pure and loads anywhere, also in Node; nothing in it needs the Workers runtime.
 *
 * @packageDocumentation
 */

export { assertJson } from './assert-json.ts'
export { defineDurableObject } from './definition/define.ts'
export type { DefineShadow } from './definition/define-shadow.ts'
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
} from './definition/definition.ts'
export { definitionKeys, groupKeys, handlerNames } from './definition/definition-keys.ts'
export { reservedMethodNames, stubMethodNames } from './definition/reserved-names.ts'
export { longestAtomicHold } from './definition/settings.ts'
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
