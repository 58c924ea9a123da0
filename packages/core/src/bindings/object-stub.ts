import type { DurableObjectDefinition } from '@cloudwerk/durable-object'
import type { CanCross, Offenders, ResultCannotBeSent } from './crossing.ts'

/** A stub whose methods the types do not know: before they are generated. */
export type OpenStub = Record<string, (...args: AnyValue[]) => Promise<AnyValue>> &
  StubBuiltIns &
  DurableObjectStub

/**
 * One object, from outside: the definition's `methods`, each of which gives a promise; `fetch(request)`
 * for its `fetch` handler; `exists()`; `id` and `name`. It is the platform's own stub, which can be passed on as
 * an argument. What a method throws arrives as a `DurableObjectRPCError`, and what Cloudwerk raises
 * as its own class. A method whose result cannot be sent has the type `ResultCannotBeSent`.
 *
 * @throws DurableObjectBusyError from a call that waited for its turn for too long.
 * @throws DurableObjectDeadlockError from a call that would wait for itself.
 */
export type ObjectStub<Definition> = 0 extends 1 & Definition
  ? OpenStub
  : Definition extends DurableObjectDefinition<AnyValue, infer Methods, AnyValue>
    ? StubMethods<Methods> & StubBuiltIns & DurableObjectStub
    : OpenStub

/** What each object answers beside the methods of its definition. */
export interface StubBuiltIns {
  /**
   * Whether anything is stored of the object: its state, keys, tables or an alarm. Asking makes nothing,
   * and runs neither `init` nor `start`; it waits its turn as a call does.
   */
  exists(): Promise<boolean>
}

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
