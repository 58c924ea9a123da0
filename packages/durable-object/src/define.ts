import type { StandardSchemaV1 } from '@standard-schema/spec'
import { assertDefinition } from './assert-definition.ts'
import {
  type AnyValue,
  type BuiltIns,
  type DurableObjectDefinition,
  definitionMark,
  type Handlers,
  type ObjectContext,
} from './definition.ts'

type MaybePromise<T> = T | Promise<T>

/** Impossible to give while `State` is left out, so that such a call takes a later overload. */
type Explicit<State> = [State] extends [never] ? { 'state type': never } : unknown

type OpenFunctions = Record<string, (...args: AnyValue[]) => AnyValue>

/** Schema first, so that a handler's names win over built-ins of the same name. */
type HandlerThis<State, Methods, Helpers> = Methods &
  Helpers &
  Omit<BuiltIns<State>, keyof Methods | keyof Helpers>

/**
 * Defines an object: its state, methods and handlers. The file's default export, in `app/objects`.
 *
 * The state is what `init` returns, the output of `schema`, or the type argument; without `init`
 * it begins as `{}`. `methods` can be called by others, `helpers` only through `this`.
 *
 * @throws DurableObjectConfigError where the definition cannot work, at once.
 */
export function defineDurableObject<State = never>(
  config: Explicit<State> &
    Handlers & {
      schema?: StandardSchemaV1<unknown, State>
      init?(ctx: ObjectContext): MaybePromise<NoInfer<State>>
      methods?: OpenFunctions
      helpers?: OpenFunctions
    } & ThisType<BuiltIns<State> & Record<string, AnyValue>>,
): DurableObjectDefinition<State, OpenFunctions, OpenFunctions>
export function defineDurableObject<
  Schema extends StandardSchemaV1,
  Methods extends object = object,
  Helpers extends object = object,
>(
  config: Handlers & {
    schema: Schema
    init?(ctx: ObjectContext): MaybePromise<StandardSchemaV1.InferInput<Schema>>
    methods?: Methods
    helpers?: Helpers
  } & ThisType<HandlerThis<StandardSchemaV1.InferOutput<Schema>, Methods, Helpers>>,
): DurableObjectDefinition<StandardSchemaV1.InferOutput<Schema>, Methods, Helpers>
export function defineDurableObject<
  // biome-ignore lint/complexity/noBannedTypes: the state of an object without init is `{}`
  State = {},
  Methods extends object = object,
  Helpers extends object = object,
>(
  config: Handlers & {
    init?(ctx: ObjectContext): MaybePromise<State>
    methods?: Methods
    helpers?: Helpers
  } & ThisType<HandlerThis<State, Methods, Helpers>>,
): DurableObjectDefinition<State, Methods, Helpers>
export function defineDurableObject(
  config: object,
): DurableObjectDefinition<unknown, object, object> {
  const definition = { ...config, [definitionMark]: true as const }
  assertDefinition(definition)
  return Object.freeze(definition)
}
