import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { AnyValue } from './any-value.ts'
import { assertDefinition } from './assert-definition.ts'
import type { BuiltIns, ObjectContext } from './context.ts'
import {
  type DurableObjectDefinition,
  definitionMark,
  type Handlers,
  type ObjectCalls,
} from './definition.ts'
import type { JobEntries, JobEntry, JobQueue } from './jobs.ts'
import type {
  LinkedCalls,
  LinkedHelpers,
  LinkedLive,
  LinkedMethods,
  LinkedThis,
  OpenLinkedThis,
} from './linked.ts'
import type { AnyLive, ExactCalls, ExactView, Live, LiveNames, WithLive } from './live.ts'
import type { AnySocketHandlers, MessageOf, MessageSchemas, SocketHandlers } from './sockets.ts'
import type { ObjectVersions } from './versions.ts'

type MaybePromise<T> = T | Promise<T>

/**
 * While `State` is left out, this requires an argument that cannot exist. Such a call takes a later
 * overload, and the compiler reports its errors in place, since it does not try this overload.
 */
type Explicit<State> = [State] extends [never] ? [never] : []

/** Made at once: what a promise gives would be there only after the first handlers. */
export type AnyMemory = object & { then?: never }

/** Methods or helpers whose names the compiler does not know. */
type OpenFunctions = Readonly<Record<string, AnyValue>>

type AnyHandlers = Handlers & AnySocketHandlers

/** Methods and helpers replace built-ins of the same name. */
export type ObjectThis<State, Methods, Helpers, Payloads, Given, Memory> = Methods &
  Helpers &
  WithMemory<Memory> &
  WithJobs<Payloads> &
  LinkedThis<State> &
  Omit<WithLive<Given>, keyof Methods | keyof Helpers> &
  Omit<BuiltIns<State>, keyof Methods | keyof Helpers>

/** `this.memory`, where the definition has it. */
type WithMemory<Memory> = [Memory] extends [never] ? unknown : { readonly memory: Memory }

/** `this.jobs`, where the definition has jobs. */
type WithJobs<Payloads> = [keyof Payloads] extends [never]
  ? unknown
  : { readonly jobs: JobQueue<Payloads> }

/**
 * `this` of the handlers beside `methods`. The compiler infers a `fetch` before the `methods` that follow
 * it, so `this` has open methods there instead of none.
 */
type HandlerThis<State, Methods, Helpers, Payloads, Given, Memory> = string extends keyof Methods
  ? BuiltIns<State> &
      WithMemory<Memory> &
      WithJobs<Payloads> &
      WithLive<Given> &
      OpenLinkedThis<State> &
      OpenFunctions
  : ObjectThis<
      State,
      Methods,
      string extends keyof Helpers ? object : Helpers,
      Payloads,
      Given,
      Memory
    >

interface Groups<Methods, Helpers> {
  /**
   * The methods of the object's stubs, called over RPC, which handlers also have on `this`. Arguments and
   * results are copied: plain data, Map, Set, Date, buffers, streams, `Request`, `Response`.
   */
  methods?: Methods
  /** Functions on `this` that only the object's own handlers can call. */
  helpers?: Helpers
}

/**
 * The names of the methods; any name while there are none. Not inferred from the names given, so that an
 * unknown name is an error where it is given, and not at the methods.
 */
export type NamesOf<Methods> = NoInfer<
  [keyof Methods] extends [never] ? string : keyof Methods & string
>

/** The settings of the methods. */
export interface MethodSettings<Name extends string> {
  /** How the methods can be called. */
  calls?: ObjectCalls<Name>
}

/**
 * All of a definition but its state. `Seen…` are the methods and helpers again, for the `this` of handlers:
 * separate type parameters, since inferring a handler fixes them.
 */
type Behaviour<
  State,
  Methods,
  Helpers,
  Payloads,
  Given,
  Memory,
  Data,
  Messages,
  SeenMethods,
  SeenHelpers,
> = Handlers &
  SocketHandlers<Data, Messages, MessageOf<Messages>> &
  MethodSettings<NamesOf<Methods>> &
  MemoryGroup<Memory> &
  FreeMemory<NoInfer<keyof Methods | keyof Helpers>> &
  Groups<
    Methods &
      ThisType<ObjectThis<State, Methods, Helpers, Payloads, Given, Memory>> &
      LinkedMethods<State>,
    Helpers &
      ThisType<ObjectThis<State, Methods, Helpers, Payloads, Given, Memory>> &
      LinkedHelpers<State>
  > &
  JobGroup<Payloads> &
  LiveGroup<State, Methods, Given> &
  Groups<SeenMethods, SeenHelpers> &
  ThisType<HandlerThis<State, SeenMethods, SeenHelpers, Payloads, Given, Memory>>

/** `Given` is inferred from what is given, so that the types of pages follow from it. */
export interface LiveGroup<State, Methods, Given> {
  /** What pages see of the object and may call, once a route lets them in with `live()`. */
  live?: Given &
    ExactView<Given, NoInfer<State>> &
    ExactCalls<Given, NoInfer<Methods>> &
    LiveNames<NoInfer<State>, NoInfer<Methods>> &
    LinkedCalls<NoInfer<State>> &
    // Again, so that its parameters have types and need none in the source.
    Pick<Live<NoInfer<State>, object, AnyValue>, 'derive'>
}

export interface MemoryGroup<Memory> {
  /**
   * Makes `this.memory`: what lives with the object while it is awake and is never stored, such as timers,
   * caches, a Y.Doc, the world of a game. An arrow function, which runs at each wake, before `start`, and gives
   * an object at once. A handler that fails does not undo what it changed in it.
   *
   * @throws DurableObjectConfigError at the wake where it returns a promise, or anything that is not an object.
   */
  memory?: (ctx: ObjectContext) => Memory
}

/** An error at `memory`, where a method or helper has that name. Of names that are not known nothing is said. */
export type FreeMemory<Names> = string extends Names
  ? unknown
  : 'memory' extends Names
    ? { memory?: NameIsTaken }
    : unknown

/** Another function has the name already. */
export interface NameIsTaken {
  'A method or helper has this name': never
}

interface JobGroup<Payloads> {
  /**
   * Work that is retried until it is done, by name: a function, or an object with `run`. It gets one
   * argument, which is annotated and required, or none. Handlers enqueue it with `this.jobs.name(…)`.
   */
  jobs?: { [Name in keyof Payloads]: JobEntry<Payloads[Name]> }
}

/**
 * Defines an object: its state, methods and handlers. It is the default export of a file in `app/objects`.
 *
 * The type of the state is the type argument, the output of `schema`, or the result of `init`; write
 * `init` first, and `sockets` before the handlers of sockets, so that TypeScript knows the types in what
 * follows. Handlers (`methods`, `init`, `start`, `fetch`, `alarm`, `webSocket…`) of one object run one
 * after another, and each one is stored completely or not at all.
 *
 * @throws DurableObjectConfigError at once for a definition that cannot work: an unknown key, a value of
 *   the wrong type, a reserved name (`fetch`, `alarm`, `state`, …), a name that is both a method and a
 *   helper, a name in `calls` that is not a method, or a limit both in `limits` and beside it.
 *
 * @example
 * ```ts
 * import { defineDurableObject } from '@cloudwerk/durable-object'
 * import { z } from 'zod'
 *
 * // The state is the result of init,
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
  config: AnyHandlers & {
    /**
     * Any Standard Schema (Zod, Valibot, ArkType) without asynchronous parts. Its input is the result of
     * `init`, and its output is stored. Later commits are checked against it but not transformed.
     *
     * @throws DurableObjectStateError with `issues` at the end of a handler whose state does not match.
     */
    schema?: StandardSchemaV1<unknown, NoInfer<State>>
    init?(ctx: ObjectContext): MaybePromise<NoInfer<State>>
    // Without names, since a parameter without a type would be inferred from them as `any`.
    methods?: object & LinkedMethods<NoInfer<State>>
    helpers?: object & LinkedHelpers<NoInfer<State>>
    calls?: ObjectCalls
    versions?: ObjectVersions<NoInfer<State>>
    jobs?: JobEntries
    live?: AnyLive & LinkedLive<NoInfer<State>>
    memory?: (ctx: ObjectContext) => AnyMemory
    // Open without a state, or each use of it would add an error where something else is wrong.
  } & ThisType<
      [State] extends [never] ? AnyValue : BuiltIns<State> & OpenLinkedThis<State> & OpenFunctions
    >,
  ...explicit: Explicit<State>
): DurableObjectDefinition<State, OpenFunctions, OpenFunctions>
export function defineDurableObject<
  Schema extends StandardSchemaV1,
  Methods extends object = object,
  Helpers extends object = object,
  // biome-ignore lint/complexity/noBannedTypes: no jobs
  Payloads = {},
  const Given extends Live<
    StandardSchemaV1.InferOutput<NoInfer<Schema>>,
    NoInfer<Methods>,
    AnyValue
  > = object,
  Memory extends AnyMemory = never,
  Data = unknown,
  // biome-ignore lint/complexity/noBannedTypes: no messages
  Messages extends MessageSchemas = {},
  SeenMethods extends object = OpenFunctions,
  SeenHelpers extends object = OpenFunctions,
>(
  config: {
    schema: Schema
    init?(ctx: ObjectContext): MaybePromise<StandardSchemaV1.InferInput<Schema>>
    versions?: ObjectVersions<StandardSchemaV1.InferInput<NoInfer<Schema>>>
  } & Behaviour<
    StandardSchemaV1.InferOutput<Schema>,
    Methods,
    Helpers,
    Payloads,
    Given,
    Memory,
    Data,
    Messages,
    SeenMethods,
    SeenHelpers
  >,
): DurableObjectDefinition<StandardSchemaV1.InferOutput<Schema>, Methods, Helpers, Given, Memory>
export function defineDurableObject<
  // biome-ignore lint/complexity/noBannedTypes: the state of an object without init is `{}`
  State = {},
  Methods extends object = object,
  Helpers extends object = object,
  // biome-ignore lint/complexity/noBannedTypes: no jobs
  Payloads = {},
  const Given extends Live<NoInfer<State>, NoInfer<Methods>, AnyValue> = object,
  Memory extends AnyMemory = never,
  Data = unknown,
  // biome-ignore lint/complexity/noBannedTypes: no messages
  Messages extends MessageSchemas = {},
  SeenMethods extends object = OpenFunctions,
  SeenHelpers extends object = OpenFunctions,
>(
  config: {
    /**
     * Creates the state, once in the life of an object; also the place for tables and a first alarm. When
     * it throws, nothing is stored, the caller gets the error, and the next call tries again. Default:
     * the state starts as `{}`.
     */
    init?(ctx: ObjectContext): MaybePromise<State>
    /** How objects that older code has stored become what this code expects. */
    versions?: ObjectVersions<NoInfer<State>>
  } & Behaviour<
    State,
    Methods,
    Helpers,
    Payloads,
    Given,
    Memory,
    Data,
    Messages,
    SeenMethods,
    SeenHelpers
  >,
): DurableObjectDefinition<State, Methods, Helpers, Given, Memory>
export function defineDurableObject(
  config: object,
): DurableObjectDefinition<unknown, object, object> {
  const definition = { ...config, [definitionMark]: true as const }
  assertDefinition(definition)
  return Object.freeze(definition)
}
