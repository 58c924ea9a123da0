import type { DurableObjectDefinition } from '@cloudwerk/durable-object'
import type { Crossing, Offenders, ResultCannotBeSent } from './crossing.ts'

/** A stub whose methods are not known to the compiler. */
export type OpenStub = Record<string, (...args: AnyValue[]) => Promise<AnyValue>> &
  DurableObjectStub

/** A stub of the object that a definition makes: its methods, `fetch`, `id` and `name`. */
export type ObjectStub<Definition> = 0 extends 1 & Definition
  ? OpenStub
  : Definition extends DurableObjectDefinition<AnyValue, infer Methods, AnyValue>
    ? StubMethods<Methods> & DurableObjectStub
    : OpenStub

// Mapped key by key, so that editors find the method itself behind the stub's.
type StubMethods<Methods> = { [Name in keyof Methods]: StubMethod<Methods[Name]> }

/**
 * The method as it is where its result arrives as it left, which keeps type parameters and
 * overloads. A result that is no promise yet becomes one.
 */
type StubMethod<Method> = Method extends (...args: infer Args) => infer Result
  ? [Awaited<Result>] extends [Crossing<Awaited<Result>>]
    ? [Result] extends [Promise<unknown>]
      ? 0 extends 1 & Result
        ? (...args: Args) => Promise<AnyValue>
        : Method
      : (...args: Args) => Promise<Awaited<Result>>
    : StubResult<Args, Awaited<Result>>
  : Method

/** Functions and `RpcTarget`s arrive as stubs of their own. */
type StubResult<Args extends unknown[], Result> = [Result] extends [Rpc.Stubable]
  ? (...args: Args) => Promise<Rpc.Stub<Result>>
  : ResultCannotBeSent<Offenders<Result>>

// biome-ignore lint/suspicious/noExplicitAny: the one place where an open type is meant
type AnyValue = any
