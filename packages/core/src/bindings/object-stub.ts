import type { AnyValue, DurableObjectDefinition } from '@cloudwerk/durable-object'
import type { CanCross, Offenders, ResultCannotBeSent } from './crossing.ts'

/** A stub of an unknown definition, as before the app's types are generated. */
export type OpenStub = Record<string, (...args: AnyValue[]) => Promise<AnyValue>> &
  StubBuiltIns &
  DurableObjectStub

/**
 * One object, as its callers see it: the definition's `methods`, each returning a promise; `fetch(request)`
 * for its `fetch` handler; `exists()`; `id` and `name`. It is the platform's own stub, which can be passed
 * as an argument. Errors of a method arrive as a `DurableObjectRPCError`, and Cloudwerk's own errors as
 * their classes. A method whose result cannot be sent has the type `ResultCannotBeSent`.
 *
 * @throws DurableObjectBusyError from a call that waited too long for its turn.
 * @throws DurableObjectDeadlockError from a call that would wait for itself.
 */
export type ObjectStub<Definition> = 0 extends 1 & Definition
  ? OpenStub
  : Definition extends DurableObjectDefinition<AnyValue, infer Methods, AnyValue>
    ? StubMethods<Methods> & StubBuiltIns & DurableObjectStub
    : OpenStub

/** The methods of every stub, besides those of the definition. */
export interface StubBuiltIns {
  /**
   * Whether the object has anything stored: its state, keys, tables or an alarm. This does not create the
   * object and runs neither `init` nor `start`, but it waits for its turn like any call.
   */
  exists(): Promise<boolean>
}

// A mapped type, so that editors go from the stub's method to the definition's.
type StubMethods<Methods> = { [Name in keyof Methods]: StubMethod<Methods[Name]> }

/**
 * The method itself where it returns a promise of what can be sent, which keeps type parameters and
 * overloads. Any other result is wrapped in a promise.
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

/** Functions and `RpcTarget`s arrive as stubs. */
type StubResult<Args extends unknown[], Result> = [Result] extends [Rpc.Stubable]
  ? (...args: Args) => Promise<Rpc.Stub<Result>>
  : ResultCannotBeSent<Offenders<Result>>
