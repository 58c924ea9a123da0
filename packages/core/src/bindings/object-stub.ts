import type {
  AnyValue,
  DurableObjectDefinition,
  LiveShapeOf,
  NoLive,
} from '@cloudwerk/durable-object'
import type { CanCross, Offenders, ResultCannotBeSent } from './crossing.ts'

/** A stub of an unknown definition, as before the app's types are generated. */
export type OpenStub = Record<string, CalledOnce<AnyValue[], AnyValue> & OpenMethod> &
  StubBuiltIns &
  DurableObjectStub

/**
 * One object, as its callers see it: the definition's `methods`, each returning a promise; `fetch(request)`
 * for its `fetch` handler; `exists()`; `id` and `name`. It is the platform's own stub, which can be passed
 * as an argument. Errors of a method arrive as a `DurableObjectRPCError`, and Cloudwerk's own errors as
 * their classes. A method whose result cannot be sent has the type `ResultCannotBeSent`. Each method has
 * `once(key, …)` beside it, which runs it at most once for a key.
 *
 * @throws DurableObjectBusyError from a call that waited too long for its turn.
 * @throws DurableObjectDeadlockError from a call that would wait for itself.
 */
export type ObjectStub<Definition> = 0 extends 1 & Definition
  ? OpenStub
  : Definition extends DurableObjectDefinition<AnyValue, infer Methods, AnyValue, infer Live>
    ? StubMethods<Methods> & StubBuiltIns & WithSnapshot<Definition, Live> & DurableObjectStub
    : OpenStub

/** The methods of every stub, besides those of the definition. */
export interface StubBuiltIns {
  /**
   * Whether the object has anything stored: its state, keys, tables or an alarm. This does not create the
   * object and runs neither `init` nor `start`, but it waits for its turn like any call.
   */
  exists(): Promise<boolean>
}

type WithSnapshot<Definition, Live> = Live extends NoLive
  ? unknown
  : LiveStub<LiveShapeOf<Definition>['state']>

/** The methods of stubs of objects whose definitions have `live`. */
export interface LiveStub<View> {
  /**
   * What a page of this viewer would show now: for rendering it on the server, after which the page goes on from
   * there, `connect(url, { from })`. A method of this name replaces it.
   */
  liveSnapshot(viewer: unknown): Promise<LiveSnapshot<View>>
}

/** The result of `stub.liveSnapshot(viewer)`. */
export interface LiveSnapshot<View> {
  /** What this viewer sees of the state. */
  view: View
  /** Names what is shown, for the object. */
  label: readonly [epoch: string, revision: number, audience: string]
}

/** What each method of a stub has. */
export interface CalledOnce<Args extends unknown[], Value> {
  /**
   * Calls the method at most once for this key, whoever sends it and however often: what it returned or threw
   * is stored in the commit of its changes, and each later call with the key and the same arguments gets that.
   * It is kept for 24 hours, or `calls.onceFor` of the definition. Arguments and result are plain data, and
   * the result takes up to 128 KB.
   *
   * An error with `retryable: true`, and one of Cloudwerk's or the platform's own, is not kept: the next call
   * runs the method.
   *
   * @throws DurableObjectIdempotencyError where the key was used for another method or other arguments, and
   *   where the first call was interrupted after it had stored a part of its changes.
   * @throws TypeError for a key that is not a text, or is empty, for arguments that are not plain data, and
   *   for a method in `calls.reads`.
   * @throws DurableObjectLimitError for a key of more than 1,024 bytes.
   */
  once(key: string, ...args: Args): Promise<Value>
}

type OpenMethod = (...args: AnyValue[]) => Promise<AnyValue>

// A mapped type, so that editors go from the stub's method to the definition's.
type StubMethods<Methods> = { [Name in keyof Methods]: StubMethod<Methods[Name]> }

/**
 * The method itself where it returns a promise of what can be sent, which keeps type parameters and
 * overloads. Any other result is wrapped in a promise.
 */
type StubMethod<Method> = Method extends (...args: infer Args) => infer Result
  ? unknown extends Result
    ? ((...args: Args) => Promise<Result>) & CalledOnce<Args, Result>
    : [Result] extends [Promise<infer Value>]
      ? CanCross<Value> extends true
        ? Method & CalledOnce<Args, Value>
        : StubResult<Args, Value>
      : CanCross<Awaited<Result>> extends true
        ? ((...args: Args) => Promise<Awaited<Result>>) & CalledOnce<Args, Awaited<Result>>
        : StubResult<Args, Awaited<Result>>
  : Method

/** Functions and `RpcTarget`s arrive as stubs. */
type StubResult<Args extends unknown[], Result> = [Result] extends [Rpc.Stubable]
  ? (...args: Args) => Promise<Rpc.Stub<Result>>
  : ResultCannotBeSent<Offenders<Result>>
