import * as workers from 'cloudflare:workers'
import { renewAfterReset } from '../calls/guarded-stub.ts'
import { receiveError } from '../calls/receive-error.ts'
import { replace } from './replace.ts'

type Handler = ((value: unknown) => unknown) | null | undefined
interface Thenable {
  then(onFulfilled: Handler, onRejected: Handler): Promise<unknown>
  catch(onRejected: Handler): Promise<unknown>
  finally(onSettled: (() => unknown) | null | undefined): Promise<unknown>
}

interface Exported {
  RpcPromise: { prototype: Thenable }
  RpcProperty: { prototype: Thenable }
  ServiceStub: { prototype: Fetcher }
}

const key = Symbol.for('cloudwerk.receive-error')
const shared = globalThis as { [key]?: typeof receiveError }

/**
 * Errors become those of this copy of the module: the dev server loads it again where it has found another
 * dependency, and `instanceof` has to hold for the classes that the app has then.
 */
export function receiveErrorsHere(): void {
  shared[key] = receiveError
}

function receive(error: unknown): unknown {
  return (shared[key] ?? receiveError)(error)
}

/**
 * Rebuilds the errors of objects in the promises that stubs return. The prototypes are patched, so that
 * stubs and their promises stay the platform's own objects, which can be pipelined and passed on.
 */
export function patchRpcPromises(): void {
  // Exported by the runtime, but not by its types (workers-types 5.20261006).
  const { RpcPromise, RpcProperty, ServiceStub } = workers as unknown as Exported
  patchFetch(ServiceStub.prototype)
  patchThenable(RpcPromise.prototype)
  patchThenable(RpcProperty.prototype)
}

function patchThenable(prototype: Thenable): void {
  const { then } = prototype
  const patched: Thenable & ThisType<Thenable> = {
    // biome-ignore lint/suspicious/noThenProperty: the platform's promises have it
    then(onFulfilled, onRejected) {
      const rejected = (error: unknown) => {
        renewAfterReset(this, error)
        const received = receive(error)
        if (onRejected) return onRejected(received)
        throw received
      }
      // The platform's own `then` does not take undefined as its first argument.
      return Reflect.apply(then, this, [onFulfilled ?? ((value: unknown) => value), rejected])
    },
    catch(onRejected) {
      return this.then(undefined, onRejected)
    },
    finally(onSettled) {
      return Promise.resolve(this.then(undefined, undefined)).finally(onSettled)
    },
  }
  for (const [name, value] of Object.entries(patched)) replace(prototype, name, value)
}

/** A stub's `fetch` returns an ordinary promise. */
function patchFetch(prototype: Fetcher): void {
  const { fetch } = prototype
  replace(
    prototype,
    'fetch',
    async function (this: Fetcher, ...args: unknown[]): Promise<Response> {
      try {
        return await Reflect.apply(fetch, this, args)
      } catch (error) {
        throw receive(error)
      }
    },
  )
}
