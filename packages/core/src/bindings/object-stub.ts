import type { DurableObjectDefinition } from '@cloudwerk/durable-object'
import type { CanCross, Offenders, ResultCannotBeSent } from './crossing.ts'

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
 * The method as it is where it gives a promise of what can be sent, which keeps type parameters and
 * overloads. Any other result becomes a promise.
 */
type StubMethod<Method> = Method extends (...args: infer Args) => infer Result
  ? unknown extends Result
    ? (...args: Args) => Promise<Result>
    : [Result] extends [Promise<infer Value>]
      ? CanCross<Value> extends true
        ? Method
        : StubResult<Args, Value>
      : CanCross<Awaited<Result>> extends true
        ? (...args: Args) => Promise<Awaited<Result>>
        : StubResult<Args, Awaited<Result>>
  : Method

/** Functions and `RpcTarget`s arrive as stubs of their own. */
type StubResult<Args extends unknown[], Result> = [Result] extends [Rpc.Stubable]
  ? (...args: Args) => Promise<Rpc.Stub<Result>>
  : ResultCannotBeSent<Offenders<Result>>

// biome-ignore lint/suspicious/noExplicitAny: the one place where an open type is meant
type AnyValue = any
