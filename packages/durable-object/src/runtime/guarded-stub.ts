import { assertNoDeadlock, currentChain } from './call-chain.ts'

/** The method that takes a call together with its chain. Its name is reserved. */
export const chainedCall = '__cloudwerk_call'

type AnyMethod = (...args: unknown[]) => unknown
type NativeStub = DurableObjectStub & Record<string, AnyMethod>

// On the global object, since a bundler may load this module twice in one Worker.
const key = Symbol.for('cloudwerk.stub-prototypes')
const shared = globalThis as { [key]?: Map<string, object> }
shared[key] ??= new Map()
const prototypes = shared[key]

/** A second stub of the same object, since a guarded one's own methods are ours. */
const natives = new WeakMap<object, NativeStub>()

/** Makes the stubs of a class carry chains. */
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
 * Gives the stub the methods that check and send the chain of handlers that wait for a call. It
 * stays the platform's own object, so that it can be passed on. Outside of handlers nobody waits,
 * and the stub is left as it is.
 */
export function guardStub<Stub extends DurableObjectStub>(
  className: string,
  namespace: DurableObjectNamespace,
  stub: Stub,
): Stub {
  const prototype = prototypes.get(className)
  if (!prototype || currentChain().length === 0) return stub
  const nativePrototype = Object.getPrototypeOf(stub)
  if (Object.getPrototypeOf(prototype) !== nativePrototype) {
    Object.setPrototypeOf(prototype, nativePrototype)
  }
  // A stub answers to any name: the methods are the definition's.
  natives.set(stub, namespace.get(stub.id) as NativeStub)
  return Object.setPrototypeOf(stub, prototype)
}

function define(
  prototype: object,
  name: string,
  call: (native: NativeStub, args: unknown[]) => unknown,
): void {
  Object.defineProperty(prototype, name, {
    configurable: true,
    writable: true,
    value(this: object, ...args: unknown[]) {
      const native = natives.get(this)
      if (!native) throw new TypeError(`'${name}' must be called on its stub.`)
      return call(native, args)
    },
  })
}
