import { chainedCall, stubMethodNames } from '../../definition/reserved-names.ts'
import { plain } from '../../state/index.ts'
import { currentTurn } from '../turns/current-turn.ts'
import { assertNoDeadlock, chainOf } from './deadlock.ts'

type AnyMethod = (...args: unknown[]) => unknown
type GetOptions = DurableObjectNamespaceGetDurableObjectOptions
type NativeStub = DurableObjectStub & Record<string, AnyMethod>

/** The target of our methods on a stub: another stub of the same object, with native methods. */
interface Target {
  namespace: DurableObjectNamespace
  options: GetOptions | undefined
  native: NativeStub | undefined
}

// Own properties instead of WeakMaps, which would cost garbage collection with each call. The symbols
// are global, since a bundler may load this module twice in one Worker.
const target: unique symbol = Symbol.for('cloudwerk.target')
/** On a promise, the stub that returned it. */
const origin: unique symbol = Symbol.for('cloudwerk.origin')

interface Marked {
  [target]?: Target
  [origin]?: Marked
}

const key = Symbol.for('cloudwerk.stubs')
const shared = globalThis as { [key]?: Map<string, object> }
shared[key] ??= new Map()
/** By class name, the prototype that its stubs get. */
const prototypes = shared[key]

/** Makes the prototype for the stubs of a class. */
export function registerMethods(className: string, methods: readonly string[]): void {
  const prototype = {}
  for (const method of methods) {
    define(prototype, method, (native, args) => {
      const chain = chainOf(currentTurn.getStore())
      if (chain.length === 0) return native[method]?.(...args)
      assertNoDeadlock(chain, native.id.toString(), method)
      return native[chainedCall]?.(chain, method, args)
    })
  }
  // These cannot send a chain along, but a call that would wait for itself is detected all the same.
  for (const name of ['fetch', ...stubMethodNames]) {
    define(prototype, name, (native, args) => {
      assertNoDeadlock(chainOf(currentTurn.getStore()), native.id.toString(), name)
      return native[name]?.(...args)
    })
  }
  prototypes.set(className, prototype)
}

/**
 * Gives a stub methods that send along the chain of handlers waiting for the call, and that work again
 * after the object was reset. It stays the platform's own object, so that it can be passed on.
 * `options` are those of the stub itself, such as `locationHint`.
 *
 * @internal
 */
export function guardStub<Stub extends DurableObjectStub>(
  className: string,
  namespace: DurableObjectNamespace,
  { stub, options }: { stub: Stub; options: GetOptions | undefined },
): Stub {
  const prototype = prototypes.get(className)
  if (!prototype) return stub
  const nativePrototype = Object.getPrototypeOf(stub)
  if (Object.getPrototypeOf(prototype) !== nativePrototype) {
    Object.setPrototypeOf(prototype, nativePrototype)
  }
  Object.defineProperty(stub, target, {
    value: { namespace, options, native: undefined } satisfies Target,
  })
  return Object.setPrototypeOf(stub, prototype)
}

/** A stub of an object that was reset stays broken, so the next call uses a new one. */
export function renewAfterReset(promise: object, error: unknown): void {
  const broken = (promise as Marked)[origin]?.[target]
  if (broken && error instanceof Error && 'durableObjectReset' in error) broken.native = undefined
}

function define(
  prototype: object,
  name: string,
  call: (native: NativeStub, args: unknown[]) => unknown,
): void {
  Object.defineProperty(prototype, name, {
    configurable: true,
    writable: true,
    value(this: DurableObjectStub & Marked, ...args: unknown[]) {
      const called = this?.[target]
      if (!called) throw new TypeError(`'${name}' must be called on its stub: stub.${name}().`)
      // A stub has a method of any name.
      called.native ??= called.namespace.get(this.id, called.options) as NativeStub
      // The platform would send a part of the caller's state as a stub.
      const turn = currentTurn.getStore()
      const data = turn ? args.map(plain) : args
      if (turn?.owner.notesCalls) turn.unawaited.calls.set(`${this.id} ${name}`, new Error(name))
      const result = call(called.native, data) as Promise<unknown> & Marked
      result[origin] = this
      // The failure of an RpcPromise is seen where it is awaited.
      if (result instanceof Promise) result.catch((error) => renewAfterReset(result, error))
      return result
    },
  })
}
