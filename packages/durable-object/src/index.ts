export { definitionKeys, handlerNames } from './assert-definition.ts'
export { defineDurableObject } from './define.ts'
export type {
  AnyDurableObjectDefinition,
  BuiltIns,
  DurableObjectDefinition,
  HandlerRequest,
  ObjectContext,
  ObjectSql,
  Register,
} from './definition.ts'
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
export { reservedMethodNames } from './names.ts'
