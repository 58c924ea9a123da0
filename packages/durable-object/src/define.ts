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

/** The names of methods or helpers that the compiler does not know. */
type OpenFunctions = Record<string, AnyValue>

/** Own names win over built-ins of the same name. */
export type ObjectThis<State, Methods, Helpers> = Methods &
  Helpers &
  Omit<BuiltIns<State>, keyof Methods | keyof Helpers>

/**
 * `this` of the handlers beside `methods`. A `fetch` in front of them that returns something of
 * `this` is looked at before they are known; it is given open ones, instead of none.
 */
type HandlerThis<State, Methods, Helpers> = string extends keyof Methods
  ? BuiltIns<State> & OpenFunctions
  : ObjectThis<State, Methods, string extends keyof Helpers ? object : Helpers>

interface Groups<Methods, Helpers> {
  methods?: Methods
  helpers?: Helpers
}

/**
 * What a definition has beside its state. `Seen…` are the same groups as handlers see them: names of
 * their own, since looking at a handler settles them for good.
 */
type Behaviour<State, Methods, Helpers, SeenMethods, SeenHelpers> = Handlers &
  Groups<
    Methods & ThisType<ObjectThis<State, Methods, Helpers>>,
    Helpers & ThisType<ObjectThis<State, Methods, Helpers>>
  > &
  Groups<SeenMethods, SeenHelpers> &
  ThisType<HandlerThis<State, SeenMethods, SeenHelpers>>

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
      // Without names, from which a parameter without a type would take `any`.
      methods?: object
      helpers?: object
    } & ThisType<BuiltIns<State> & OpenFunctions>,
): DurableObjectDefinition<State, OpenFunctions, OpenFunctions>
export function defineDurableObject<
  Schema extends StandardSchemaV1,
  Methods extends object = object,
  Helpers extends object = object,
  SeenMethods extends object = OpenFunctions,
  SeenHelpers extends object = OpenFunctions,
>(
  config: {
    schema: Schema
    init?(ctx: ObjectContext): MaybePromise<StandardSchemaV1.InferInput<Schema>>
  } & Behaviour<StandardSchemaV1.InferOutput<Schema>, Methods, Helpers, SeenMethods, SeenHelpers>,
): DurableObjectDefinition<StandardSchemaV1.InferOutput<Schema>, Methods, Helpers>
export function defineDurableObject<
  // biome-ignore lint/complexity/noBannedTypes: the state of an object without init is `{}`
  State = {},
  Methods extends object = object,
  Helpers extends object = object,
  SeenMethods extends object = OpenFunctions,
  SeenHelpers extends object = OpenFunctions,
>(
  config: { init?(ctx: ObjectContext): MaybePromise<State> } & Behaviour<
    State,
    Methods,
    Helpers,
    SeenMethods,
    SeenHelpers
  >,
): DurableObjectDefinition<State, Methods, Helpers>
export function defineDurableObject(
  config: object,
): DurableObjectDefinition<unknown, object, object> {
  const definition = { ...config, [definitionMark]: true as const }
  assertDefinition(definition)
  return Object.freeze(definition)
}
