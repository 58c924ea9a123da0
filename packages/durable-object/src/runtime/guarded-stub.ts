import { chainedCall } from '../names.ts'
import { assertNoDeadlock, currentChain } from './call-chain.ts'

type AnyMethod = (...args: unknown[]) => unknown
type NativeStub = DurableObjectStub & Record<string, AnyMethod>

/** What our methods on a stub call: another stub of the same object, whose methods are native. */
interface Target {
  namespace: DurableObjectNamespace
  native: NativeStub | undefined
}

// On the global object, since a bundler may load this module twice in one Worker.
const key = Symbol.for('cloudwerk.stubs')
interface Shared {
  /** By class name, what is put in front of its stubs. */
  prototypes: Map<string, object>
  targets: WeakMap<object, Target>
  /** The stub that a promise came from. */
  origins: WeakMap<object, object>
}
const shared = globalThis as { [key]?: Shared }
shared[key] ??= { prototypes: new Map(), targets: new WeakMap(), origins: new WeakMap() }
const { prototypes, targets, origins } = shared[key]

/** Makes what stubs of a class have in front of their own methods. */
export function registerMethods(className: string, methods: readonly string[]): void {
  const prototype = {}
  for (const method of methods) {
    define(prototype, method, (native, args) => {
      const chain = currentChain()
      if (chain.length === 0) return native[method]?.(...args)
      assertNoDeadlock(chain, native.id.toString(), method)
      return native[chainedCall]?.(chain, method, args)
    })
  }
  define(prototype, 'fetch', (native, args) => {
    assertNoDeadlock(currentChain(), native.id.toString(), 'fetch')
    return Reflect.apply(native.fetch, native, args)
  })
  prototypes.set(className, prototype)
}

/**
 * Gives a stub methods that carry the chain of handlers that wait for a call, and that work again
 * after the object was reset. It stays the platform's own object, so that it can be passed on.
 */
export function guardStub<Stub extends DurableObjectStub>(
  className: string,
  namespace: DurableObjectNamespace,
  stub: Stub,
): Stub {
  const prototype = prototypes.get(className)
  if (!prototype) return stub
  const nativePrototype = Object.getPrototypeOf(stub)
  if (Object.getPrototypeOf(prototype) !== nativePrototype) {
    Object.setPrototypeOf(prototype, nativePrototype)
  }
  targets.set(stub, { namespace, native: undefined })
  return Object.setPrototypeOf(stub, prototype)
}

/** A stub of an object that was reset stays broken, so the next call takes a new one. */
export function renewAfterReset(promise: object, error: unknown): void {
  if (!(error instanceof Error && 'durableObjectReset' in error)) return
  const target = targets.get(origins.get(promise) ?? promise)
  if (target) target.native = undefined
}

function define(
  prototype: object,
  name: string,
  call: (native: NativeStub, args: unknown[]) => unknown,
): void {
  Object.defineProperty(prototype, name, {
    configurable: true,
    writable: true,
    value(this: DurableObjectStub, ...args: unknown[]) {
      const target = targets.get(this)
      if (!target) throw new TypeError(`'${name}' must be called on its stub.`)
      // A stub answers to any name: the methods are the definition's.
      target.native ??= target.namespace.get(this.id) as NativeStub
      const result = call(target.native, args)
      if (result instanceof Promise) result.catch((error) => renewAfterReset(result, error))
      // An RpcPromise is a function; what it fails with is seen where it is waited for.
      if (result instanceof Object) origins.set(result, this)
      return result
    },
  })
}
