import {
  callName,
  chainedCall,
  onceCall,
  stubMethodNames,
} from '../../definition/reserved-names.ts'
import { plain } from '../../state/index.ts'
import type { OnceFeature } from '../features/features.ts'
import { currentTurn } from '../turns/current-turn.ts'
import { assertNoDeadlock, type ChainLink, chainOf } from './deadlock.ts'
import { requestChain, withRequestId } from './request-link.ts'

type AnyMethod = (...args: unknown[]) => unknown
type GetOptions = DurableObjectNamespaceGetDurableObjectOptions
/** It has a method of any name that its prototypes do not have. */
type NativeStub = DurableObjectStub & Record<string, AnyMethod>
type Promised = Promise<unknown> & Marked

/** What a stub is made from again. */
interface Source {
  namespace: DurableObjectNamespace
  options?: GetOptions
}

// Properties instead of WeakMaps, which would cost garbage collection with each call. The symbols are
// global, since a bundler may load this module twice in one Worker.
/** On the prototype of a namespace's stubs, and on a stub that was made with options. */
const source: unique symbol = Symbol.for('cloudwerk.source')
/** On a stub that broke, the one that calls go to instead, if it is made yet. */
const spare: unique symbol = Symbol.for('cloudwerk.spare')
/** On a promise, the stub that returned it. */
const origin: unique symbol = Symbol.for('cloudwerk.origin')

interface Marked {
  [source]?: Source
  [spare]?: { stub: NativeStub | undefined }
  [origin]?: object & Marked
}

const key = Symbol.for('cloudwerk.stubs')
const shared = globalThis as { [key]?: Map<string, object> }
shared[key] ??= new Map()
/** By class name, the methods of its stubs. */
const methodsOf = shared[key]

/** Makes the methods that the stubs of a class get. */
export function registerMethods(
  className: string,
  names: readonly string[],
  once: OnceFeature | undefined,
): void {
  const methods = {}
  for (const name of names) {
    const sent = callName(name)
    const call = createMethod(name, (stub, args) => {
      const chain = chainTo(stub, name)
      if (chain.length === 0) return stub[sent]?.(...args)
      return stub[chainedCall]?.(chain, name, args)
    })
    if (!once) {
      hide(methods, name, call)
      continue
    }
    const callOnce = createMethod(name, (stub, [key, ...args]) =>
      stub[onceCall]?.(key, chainTo(stub, name), name, args),
    )
    once.defineMethod(methods, { name, call, once: callOnce })
  }
  // These cannot send a chain along, but a call that would wait for itself is detected all the same.
  for (const name of stubMethodNames) {
    const sent = callName(name)
    const call = createMethod(name, (stub, args) => {
      chainTo(stub, name)
      return stub[sent]?.(...args)
    })
    hide(methods, name, call)
  }
  const fetch = createMethod('fetch', (stub, args) => {
    const sent = withRequestId(args, chainTo(stub, 'fetch'))
    return Reflect.apply(Reflect.get(Object.getPrototypeOf(methods), 'fetch'), stub, sent)
  })
  hide(methods, 'fetch', fetch)
  methodsOf.set(className, methods)
}

/** The handlers that wait for a call that is about to be made. */
function chainTo(stub: NativeStub, method: string): readonly ChainLink[] {
  const chain = chainOf(currentTurn.getStore())
  if (chain.length === 0) return requestChain()
  assertNoDeadlock(chain, stub.id.toString(), method)
  return chain
}

/** Gives a stub, made with these options, the methods of its class. */
export type StubGuard = <Stub extends DurableObjectStub>(
  stub: Stub,
  options: GetOptions | undefined,
) => Stub

/**
 * Guards the stubs of one namespace: their methods send along the chain of handlers waiting for the call,
 * and work again after the object was reset. A stub stays the platform's own object, so that it can be
 * passed on.
 *
 * @internal
 */
export function createStubGuard(className: string, namespace: DurableObjectNamespace): StubGuard {
  let prototype: object | undefined
  return (stub, options) => {
    prototype ??= createPrototype(className, { namespace, native: Object.getPrototypeOf(stub) })
    if (!prototype) return stub
    if (options) hide(stub, source, { namespace, options } satisfies Source)
    return Object.setPrototypeOf(stub, prototype)
  }
}

function createPrototype(
  className: string,
  { namespace, native }: { namespace: DurableObjectNamespace; native: object },
): object | undefined {
  const methods = methodsOf.get(className)
  if (!methods) return undefined
  if (Object.getPrototypeOf(methods) !== native) Object.setPrototypeOf(methods, native)
  const prototype = Object.create(methods)
  hide(prototype, source, { namespace } satisfies Source)
  return prototype
}

/** A stub of an object that was reset stays broken, so the next call uses a new one. */
export function renewAfterReset(promise: object, error: unknown): void {
  const broken = (promise as Promised)[origin]
  if (!broken || !(error instanceof Error && 'durableObjectReset' in error)) return
  renewNext(broken)
}

/** The next call of a stub uses a new one. */
function renewNext(broken: object): void {
  hide(broken, spare, { stub: undefined } satisfies Marked[typeof spare])
}

function createMethod(
  name: string,
  call: (stub: NativeStub, args: unknown[]) => unknown,
): AnyMethod {
  return function (this: NativeStub & Marked, ...args: unknown[]) {
    if (!this?.[source]) {
      throw new TypeError(`'${name}' must be called on its stub: stub.${name}().`)
    }
    // The platform would send a part of the caller's state as a stub.
    const turn = currentTurn.getStore()
    const data = turn ? args.map(plain) : args
    if (turn?.owner.notesCalls) turn.unawaited.calls.set(`${this.id} ${name}`, new Error(name))
    const result = call(unbroken(this), data) as Promised
    result[origin] = this
    // The failure of an RpcPromise is seen where it is awaited.
    if (result instanceof Promise) result.catch((error) => renewAfterReset(result, error))
    return result
  }
}

/** For tests that end objects: the next call of the stub uses a new one. False for a stub that is not ours. */
export function breakStub(stub: object): boolean {
  if (!(source in stub)) return false
  renewNext(stub)
  return true
}

/** The stub itself, or the one in its place where it broke. For methods that only tools call. */
export function unbroken<Stub extends DurableObjectStub>(stub: Stub): Stub {
  const marked: Stub & Marked = stub
  // A namespace has stubs of one type.
  return marked[spare] ? (renew(marked as unknown as NativeStub & Marked) as unknown as Stub) : stub
}

function renew(broken: NativeStub & Marked): NativeStub {
  const { [source]: from, [spare]: place } = broken
  if (!from || !place) return broken
  place.stub ??= from.namespace.get(broken.id, from.options) as NativeStub
  return place.stub
}

function hide(target: object, name: string | symbol, value: unknown): void {
  Object.defineProperty(target, name, { configurable: true, writable: true, value })
}
