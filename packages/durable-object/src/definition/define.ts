import type { StandardSchemaV1 } from '@standard-schema/spec'
import { assertDefinition } from './assert-definition.ts'
import {
  type AnyValue,
  type BuiltIns,
  type DurableObjectDefinition,
  definitionMark,
  type Handlers,
  type ObjectCalls,
  type ObjectContext,
} from './definition.ts'

type MaybePromise<T> = T | Promise<T>

/**
 * Asks for an argument that nobody can give while `State` is left out: such a call takes a later
 * overload, and what is wrong in it is told at its place, since this one is not compared with it.
 */
type Explicit<State> = [State] extends [never] ? [never] : []

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
  /**
   * What others can call over RPC, and handlers through `this`. Arguments and results are copied:
   * plain data, Map, Set, Date, buffers, streams, `Request`, `Response`.
   */
  methods?: Methods
  /** Functions that only the object's own handlers can call, through `this`. */
  helpers?: Helpers
}

/**
 * The names of the methods; any name while there are none. Naming one does not infer it: a name that
 * there is none of is then wrong where it stands, and not at the methods.
 */
export type NamesOf<Methods> = NoInfer<
  [keyof Methods] extends [never] ? string : keyof Methods & string
>

/** What a definition says about its methods. */
export interface MethodSettings<Name extends string> {
  /** What is known about calls of the methods. */
  calls?: ObjectCalls<Name>
}

/**
 * What a definition has beside its state. `Seen…` are the same groups as handlers see them: names of
 * their own, since looking at a handler settles them for good.
 */
type Behaviour<State, Methods, Helpers, SeenMethods, SeenHelpers> = Handlers &
  MethodSettings<NamesOf<Methods>> &
  Groups<
    Methods & ThisType<ObjectThis<State, Methods, Helpers>>,
    Helpers & ThisType<ObjectThis<State, Methods, Helpers>>
  > &
  Groups<SeenMethods, SeenHelpers> &
  ThisType<HandlerThis<State, SeenMethods, SeenHelpers>>

/**
 * Defines an object: its state, methods and handlers. The default export of a file in `app/objects`.
 *
 * The type of the state is the type argument, the output of `schema`, or what `init` returns; write
 * `init` first, so that TypeScript knows it in what follows. Handlers (`methods`, `init`, `start`,
 * `fetch`, `alarm`, `webSocket…`) of one object run one after another, each wholly or not at all.
 *
 * @throws DurableObjectConfigError at once where the definition cannot work: an unknown key, a value
 * of a wrong type, a reserved name (`fetch`, `alarm`, `state`, …), one name as method and helper, a name
 * in `calls` that is no method, or one limit in `limits` and beside it.
 *
 * @example
 * ```ts
 * import { defineDurableObject } from '@cloudwerk/durable-object'
 * import { z } from 'zod'
 *
 * // The state is what init returns,
 * export const counter = defineDurableObject({
 *   init: () => ({ value: 0 }),
 *   methods: {
 *     async increment(amount = 1) {
 *       this.state.value += amount
 *       return this.state.value
 *     },
 *   },
 * })
 *
 * // the output of a schema,
 * export const cart = defineDurableObject({
 *   schema: z.object({ items: z.array(z.string()) }),
 *   init: () => ({ items: [] }),
 * })
 *
 * // or given as a type.
 * export const session = defineDurableObject<{ user: string | null }>({
 *   init: () => ({ user: null }),
 * })
 * ```
 */
export function defineDurableObject<State = never>(
  config: Handlers & {
    /**
     * Any Standard Schema (Zod, Valibot, ArkType) without asynchronous parts. What `init` returns is
     * its input and its output is stored; what a commit would store must fit it as it is.
     *
     * @throws DurableObjectStateError with `issues` at the end of a handler whose state does not fit.
     */
    schema?: StandardSchemaV1<unknown, NoInfer<State>>
    init?(ctx: ObjectContext): MaybePromise<NoInfer<State>>
    // Without names, from which a parameter without a type would take `any`.
    methods?: object
    helpers?: object
    calls?: ObjectCalls
    // Open without a state, or each use of it would be one more error where something else is wrong.
  } & ThisType<[State] extends [never] ? AnyValue : BuiltIns<State> & OpenFunctions>,
  ...explicit: Explicit<State>
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
  config: {
    /**
     * Makes the state, once in the life of an object; the place for tables and a first alarm too. When
     * it throws, nothing is kept, the caller gets the error and the next call tries again. Without it
     * the state begins as `{}`.
     */
    init?(ctx: ObjectContext): MaybePromise<State>
  } & Behaviour<State, Methods, Helpers, SeenMethods, SeenHelpers>,
): DurableObjectDefinition<State, Methods, Helpers>
export function defineDurableObject(
  config: object,
): DurableObjectDefinition<unknown, object, object> {
  const definition = { ...config, [definitionMark]: true as const }
  assertDefinition(definition)
  return Object.freeze(definition)
}
