import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { AnyValue } from './any-value.ts'
import type { Duration } from './duration.ts'

/** The names of fields: of an object, or of each item of a list or Map. */
type FieldsOf<Value> =
  Value extends ReadonlyMap<unknown, infer Item>
    ? FieldsOf<Item>
    : Value extends readonly (infer Item)[]
      ? FieldsOf<Item>
      : Value extends object
        ? keyof Value & string
        : never

/**
 * What pages see of one key of the state: `true` for all of it, or this. A Set, a Date or a primitive takes
 * `true` or `if`.
 */
export interface ViewRule<Field extends string = string, Viewer = AnyValue> {
  /** Of a list, only its last items, this many. */
  last?: number
  /** Only these fields: of an object, or of each item of a list or Map. */
  pick?: readonly Field[]
  /** All fields but these. Not together with `pick`. */
  omit?: readonly Field[]
  /** Who sees the key; others see nothing of it. It must depend on the viewer alone. */
  if?: (viewer: Viewer) => boolean
}

/** A call that pages may make. */
export interface LiveCall<Viewer = AnyValue> {
  /** A Standard Schema (Zod, Valibot, ArkType) for each argument. More arguments are refused. */
  args: readonly StandardSchemaV1[]
  /** Who may make the call. */
  if?: (viewer: Viewer) => boolean
}

/**
 * How pages follow an object: the key `live` of a definition. They connect through a route that has `live()`
 * of `@cloudwerk/core`, which says who the viewer is.
 */
export interface Live<State, Methods, Viewer> {
  /** What pages see of the state, by its keys. Default: nothing. */
  view?: { readonly [Key in keyof State]?: true | ViewRule<FieldsOf<State[Key]>, Viewer> }
  /**
   * The methods that pages may call, each with a schema for every argument: a list of them, or an object that
   * also says who may call. The method gets what the schemas give. Default: none.
   */
  calls?: { readonly [Name in keyof Methods]?: readonly StandardSchemaV1[] | LiveCall<Viewer> }
  /**
   * What others see of a connection besides what its page sets: plain data, together up to 1 KB. Without it,
   * nobody is seen.
   */
  presence?: (viewer: Viewer) => object
  /**
   * What pages see besides `view`: the fields of what it returns, plain data of up to 64 KB. For what rules of keys cannot
   * say. It runs for each viewer, and again when a key of the state has changed that it read, so it must depend on the two
   * alone, and there is no `this`. A field is sent whole when it has changed.
   */
  derive?: (this: void, state: State, viewer: Viewer) => object
  /**
   * How long changes are kept with the state, at least 1 second, such as `'15m'`. A page that comes back within it gets
   * the changes that it missed instead of the view, also after the object was restarted. Each commit writes one row more, and
   * at most 1 MiB is kept. Not with `derive`, nor with `sqlite: false`. Default: nothing is kept.
   */
  history?: Duration
  /**
   * The oldest version of pages that may follow the object, 1 or more: those whose `connect` was given a lower
   * `version`, or none, are closed for good with 4010. Default: all may.
   */
  oldest?: number
}

/**
 * The key `live` of any definition.
 *
 * @internal
 */
export type AnyLive = Live<AnyValue, AnyValue, AnyValue>

/**
 * A definition without `live`.
 *
 * @internal
 */
export interface NoLive {
  /** Not given. */
  view?: never
  /** Not given. */
  calls?: never
  /** Not given. */
  presence?: never
  /** Not given. */
  derive?: never
  /** Not given. */
  history?: never
  /** Not given. */
  oldest?: never
}

/**
 * `live` with an error at each key of `view` that the state does not have. Of a state without keys nothing is
 * said: the compiler takes that for the state while it has not looked at an `init(ctx)`.
 */
export type ExactView<Given, State> = [keyof State] extends [never]
  ? unknown
  : Given extends { view: infer View }
    ? { view: { [Key in keyof View]: Key extends keyof State ? View[Key] : never } }
    : unknown

/**
 * `live` with an error at each call whose schemas give what its method does not take, or too few arguments. Of
 * methods that the compiler has not looked at nothing is said.
 */
export type ExactCalls<Given, Methods> = [keyof Methods] extends [never]
  ? unknown
  : Given extends { calls: infer Calls }
    ? {
        calls: {
          [Name in keyof Calls]: Name extends keyof Methods
            ? FittingCall<Calls[Name], Methods[Name]>
            : never
        }
      }
    : unknown

/** The keys of the state and the methods, which editors rename where `live` names them as well. */
export interface LiveNames<State, Methods> {
  /** Nothing but the names. */
  view?: { readonly [Key in keyof State]?: unknown }
  /** Nothing but the names. */
  calls?: { readonly [Name in keyof Methods]?: unknown }
}

type FittingCall<Call, Method> = Method extends (...args: infer Params) => unknown
  ? OutputsOf<SchemasOf<Call>> extends Params
    ? Call
    : SchemasDoNotFit<OutputsOf<SchemasOf<Call>>, Params>
  : never

/** The schemas of a call give other arguments than its method takes. */
export interface SchemasDoNotFit<Given, Taken> {
  'The schemas give': Given
  'and the method takes': Taken
}

/** The schemas of a call, however it is written. */
export type SchemasOf<Call> = Call extends readonly StandardSchemaV1[]
  ? Call
  : Call extends { args: infer Args extends readonly StandardSchemaV1[] }
    ? Args
    : readonly []

type OutputsOf<Schemas extends readonly StandardSchemaV1[]> = {
  -readonly [At in keyof Schemas]: StandardSchemaV1.InferOutput<Schemas[At]>
}

/** What `this` has where the definition has `live`. */
export interface LiveFunctions {
  /**
   * Sends an event to all pages, or to those of the viewers that `to` gives true for, with the handler's next
   * commit; not at all when the handler throws. Nothing of it is stored, so a page that is not connected misses it.
   *
   * @throws TypeError for a value that is not plain data.
   */
  emit(name: string, value?: unknown, to?: (viewer: AnyValue) => boolean): void
  /**
   * Closes the connections of these viewers for good, with the handler's next commit: for those whose rights have
   * ended. What that commit changes is not sent to them.
   */
  disconnect(whom: (viewer: AnyValue) => boolean): void
}

/** The functions of `this` for a definition with this `live`. */
export type WithLive<Given> = Given extends NoLive ? unknown : LiveFunctions
