import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { AnyValue } from './any-value.ts'
import type { DurableObjectDefinition } from './definition.ts'
import type { LiveCall, ViewRule } from './live.ts'
import type { Register } from './register.ts'

/**
 * Methods and helpers of a definition, by these names, as the build has declared them. For editors alone: a name in
 * the source and the same name of a stub become one symbol, which references and rename follow in both directions.
 * A definition is found by the type of its state, so the names are those that no other one with this type has.
 *
 * @internal
 */
export type LinkedObject<Definition, Names> =
  Definition extends DurableObjectDefinition<infer State, infer Methods, infer Helpers, AnyValue>
    ? {
        state: State
        methods: Pick<Methods, Extract<keyof Methods, Names>>
        helpers: Pick<Helpers, Extract<keyof Helpers, Names>>
      }
    : never

/** The build files each one under a key of its state, so that few are compared; under '' where there is none. */
type Found<State> = Register extends { linked: infer All }
  ? 0 extends 1 & State
    ? never
    : Matching<All[(keyof State | '') & keyof All], State>
  : never

type Matching<Linked, State> = Linked extends { state: infer Of }
  ? Same<Of, State> extends true
    ? Linked
    : never
  : never

type Same<A, B> = [A, B] extends [B, A] ? true : false

type MethodsOf<Linked> = Joined<Linked extends { methods: infer Methods } ? Methods : never>
type HelpersOf<Linked> = Joined<Linked extends { helpers: infer Helpers } ? Helpers : never>

/** `A & B` for `A | B`, and unknown for never. */
type Joined<Union> = (Union extends unknown ? (part: Union) => void : never) extends (
  part: infer All,
) => void
  ? All
  : never

// Mapped types, which keep where each name is declared.
type Optional<Functions, Value> = { readonly [Name in keyof Functions]?: Value }
type Open<Value> = { readonly [name: string]: Value }

/** The names of the methods. `any` would give parameters without a type one. */
export type LinkedMethods<State> = [Found<State>] extends [never]
  ? unknown
  : Optional<MethodsOf<Found<State>>, unknown> & Open<unknown>

/** The names of the helpers. */
export type LinkedHelpers<State> = [Found<State>] extends [never]
  ? unknown
  : Optional<HelpersOf<Found<State>>, unknown> & Open<unknown>

/** The names on `this`, where the compiler knows what they are. */
export type LinkedThis<State> = OnThis<Found<State>, unknown>

/** The same where it does not. They are open, since what is declared may be older than the source. */
export type OpenLinkedThis<State> = OnThis<Found<State>, AnyValue>

type OnThis<Linked, Value> = [Linked] extends [never]
  ? unknown
  : { readonly [Name in keyof MethodsOf<Linked>]: Value } & {
      readonly [Name in keyof HelpersOf<Linked>]: Value
    }

/** The methods that `live` names. */
export interface LinkedCalls<State> {
  /** Nothing but the names. */
  calls?: Optional<MethodsOf<Found<State>>, unknown>
}

/** The keys of the state and the methods that `live` names, in a definition that is given its state as a type. */
export interface LinkedLive<State> {
  /** Nothing but the names. */
  view?: { readonly [Key in keyof State]?: true | ViewRule }
  /** Nothing but the names. */
  calls?: [Found<State>] extends [never]
    ? unknown
    : Optional<MethodsOf<Found<State>>, AnyCall> & Open<AnyCall>
}

type AnyCall = readonly StandardSchemaV1[] | LiveCall

/**
 * What the build asks about each definition: the names of its methods and helpers that no other one with the same
 * type of state has, and the keys of the state, each as `.name`.
 *
 * @internal
 */
export type LinkableNames<All> = All extends unknown
  ? {
      [Name in keyof All]: {
        names: Without<NamesIn<All[Name]>, NamesOfSame<All, Name>>
        keys: Without<keyof StateOf<All[Name]>, never>
      }
    }
  : never

// In a text of their own, or the compiler would declare them as `keyof State`.
type Without<Names, Others> = Names extends Others
  ? never
  : Names extends string
    ? `.${Names}`
    : never

type NamesOfSame<All, Name extends keyof All> = 0 extends 1 & StateOf<All[Name]>
  ? PropertyKey
  : {
      [Other in Exclude<keyof All, Name>]: Same<
        StateOf<All[Other]>,
        StateOf<All[Name]>
      > extends true
        ? NamesIn<All[Other]>
        : never
    }[Exclude<keyof All, Name>]

type StateOf<Definition> =
  Definition extends DurableObjectDefinition<infer State, AnyValue, AnyValue, AnyValue>
    ? State
    : AnyValue

type NamesIn<Definition> =
  Definition extends DurableObjectDefinition<AnyValue, infer Methods, infer Helpers, AnyValue>
    ? keyof Methods | keyof Helpers
    : PropertyKey
