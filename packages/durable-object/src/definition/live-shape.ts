import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { AnyValue } from './any-value.ts'
import type { DurableObjectDefinition } from './definition.ts'
import type { SchemasOf } from './live.ts'

/**
 * What pages know of an object: the build writes it, without any name of the app, to
 * `.cloudwerk/types/client.d.ts`.
 *
 * @internal
 */
export type LiveShapeOf<Definition> =
  Definition extends DurableObjectDefinition<infer State, infer Methods, AnyValue, infer Given>
    ? {
        state: Expand<ViewOf<State, PartOf<Given, 'view'>> & DerivedOf<PartOf<Given, 'derive'>>>
        calls: CallsOf<Methods, PartOf<Given, 'calls'>>
        presence: Expand<PresenceOf<PartOf<Given, 'presence'>>>
      }
    : never

type PartOf<Given, Key extends string> = Given extends { readonly [Name in Key]: infer Part }
  ? Part
  : unknown

/** A key with `if` may be missing. */
type ViewOf<State, View> = {
  [Key in keyof State as Key extends keyof View
    ? View[Key] extends { if: unknown }
      ? never
      : Key
    : never]: Key extends keyof View ? Masked<State[Key], View[Key]> : never
} & {
  [Key in keyof State as Key extends keyof View
    ? View[Key] extends { if: unknown }
      ? Key
      : never
    : never]?: Key extends keyof View ? Masked<State[Key], View[Key]> : never
}

type Masked<Value, Rule> = Rule extends { pick: readonly (infer Field)[] }
  ? Fields<Value, Field>
  : Rule extends { omit: readonly (infer Field)[] }
    ? OtherFields<Value, Field>
    : Value

type Fields<Value, Field> =
  Value extends Map<infer Key, infer Item>
    ? Map<Key, Fields<Item, Field>>
    : Value extends readonly (infer Item)[]
      ? Fields<Item, Field>[]
      : { [Key in keyof Value as Key extends Field ? Key : never]: Value[Key] }

type OtherFields<Value, Field> =
  Value extends Map<infer Key, infer Item>
    ? Map<Key, OtherFields<Item, Field>>
    : Value extends readonly (infer Item)[]
      ? OtherFields<Item, Field>[]
      : { [Key in keyof Value as Key extends Field ? never : Key]: Value[Key] }

type CallsOf<Methods, Calls> = {
  [Name in keyof Methods as Name extends keyof Calls ? Name : never]: Name extends keyof Calls
    ? Call<Methods[Name], SchemasOf<Calls[Name]>>
    : never
}

type Call<Method, Schemas extends readonly StandardSchemaV1[]> = Method extends (
  ...args: infer Params
) => infer Result
  ? (...args: Arguments<Params, Inputs<Schemas>>) => Promise<Expand<Awaited<Result>>>
  : never

type Inputs<Schemas extends readonly StandardSchemaV1[]> = {
  -readonly [At in keyof Schemas]: Expand<StandardSchemaV1.InferInput<Schemas[At]>>
}

/** With the names of the parameters, where there is a schema for each. */
type Arguments<
  Params extends unknown[],
  Given extends readonly unknown[],
> = Required<Params>['length'] extends Given['length']
  ? { [At in keyof Params]: At extends keyof Given ? Given[At] : never }
  : OptionalTail<Given>

type OptionalTail<Given extends readonly unknown[]> = Given extends readonly [
  ...infer Head,
  infer Last,
]
  ? undefined extends Last
    ? [...OptionalTail<Head>, Last?]
    : Given
  : Given

type DerivedOf<Rule> = Rule extends (...args: AnyValue[]) => infer Derived ? Derived : unknown

type PresenceOf<Rule> = Rule extends (...args: AnyValue[]) => infer Shown ? Shown : object

type Whole =
  | Date
  | RegExp
  | ArrayBuffer
  | ArrayBufferView
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  // biome-ignore lint/suspicious/noConfusingVoidType: the result of a method
  | void

/** The type with all names of the app replaced by what they stand for. */
type Expand<Value> = unknown extends Value
  ? Value
  : Value extends Whole
    ? Value
    : Value extends Map<infer Key, infer Item>
      ? Map<Expand<Key>, Expand<Item>>
      : Value extends Set<infer Item>
        ? Set<Expand<Item>>
        : Value extends readonly unknown[]
          ? { [At in keyof Value]: Expand<Value[At]> }
          : { [Key in keyof Value]: Expand<Value[Key]> }
