/**
 * Defines the objects in `app/objects`, and has the errors that objects throw.
 *
 * It does not need the Workers runtime, and loads anywhere, including Node.
 *
 * @packageDocumentation
 */

export { assertJson } from './assert-json.ts'
export type { AnyValue } from './definition/any-value.ts'
export { scheduleKeys } from './definition/assert-schedules.ts'
export type {
  BroadcastExcept,
  BroadcastOptions,
  BuiltIns,
  Caller,
  ObjectContext,
} from './definition/context.ts'
export { defineDurableObject } from './definition/define.ts'
export type { DefineShadow } from './definition/define-shadow.ts'
export type {
  AnyDurableObjectDefinition,
  DurableObjectDefinition,
  HandlerRequest,
  ObjectCalls,
  ObjectLimits,
  SqliteOptions,
} from './definition/definition.ts'
export { definitionKeys, groupKeys, handlerNames } from './definition/definition-keys.ts'
export { type Duration, durationAdvice, parseDuration } from './definition/duration.ts'
export type {
  Enqueue,
  EnqueueOptions,
  Job,
  JobEntries,
  JobEntry,
  JobInfo,
  JobOptions,
  JobQueue,
  ObjectJobs,
} from './definition/jobs.ts'
export type { LinkableNames, LinkedObject } from './definition/linked.ts'
export type { AnyLive, Live, LiveCall, LiveFunctions, NoLive, ViewRule } from './definition/live.ts'
export { liveCall, liveProtocol, ticketHeader } from './definition/live-door.ts'
export type { LiveShapeOf } from './definition/live-shape.ts'
export type { ObjectSql, SqlResult, SqlRow, SqlStatement } from './definition/object-sql.ts'
export type { Env, Register } from './definition/register.ts'
export { reservedMethodNames, stubMethodNames } from './definition/reserved-names.ts'
export type {
  CronSchedule,
  IntervalSchedule,
  ObjectExpiry,
  ObjectSchedules,
  Schedule,
  ScheduleChange,
  ScheduledRun,
  Schedules,
} from './definition/schedules.ts'
export type {
  AcceptedSocket,
  MessageOf,
  MessageSchemas,
  ObjectSocket,
  ObjectSockets,
  SilentLimit,
} from './definition/sockets.ts'
export type { FoundData, Migration, ObjectVersions, SqlStep } from './definition/versions.ts'
export {
  DurableObjectBusyError,
  DurableObjectConfigError,
  DurableObjectDeadlockError,
  DurableObjectError,
  DurableObjectIdempotencyError,
  DurableObjectLimitError,
  DurableObjectMigrationError,
  DurableObjectNewerDataError,
  DurableObjectNotFoundError,
  DurableObjectRPCError,
  DurableObjectStateError,
  type StateIssue,
  UserError,
  type UserErrorOptions,
} from './errors.ts'
export { longestAtomicHold, objectNameBytes } from './limits.ts'
