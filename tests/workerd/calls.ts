import { abortAllDurableObjects } from 'cloudflare:test'
import { exports } from 'cloudflare:workers'

/** The message of a call's error. For `expect().rejects` an RpcPromise is a function, which it would call. */
export async function messageOf(call: PromiseLike<unknown>): Promise<string> {
  try {
    return `no error, but ${JSON.stringify(await call)}`
  } catch (error) {
    return (error as Error).message
  }
}

/** The error of a call. */
// biome-ignore lint/suspicious/noExplicitAny: whatever was thrown
export async function caught(call: PromiseLike<unknown>): Promise<any> {
  try {
    await call
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

/** A stub of the test Worker, untyped. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export function objectOf(className: string, name: string): any {
  const namespaces = exports as unknown as Record<string, DurableObjectNamespace>
  return namespaces[className].getByName(name)
}

/**
 * Ends all live objects, so that the next call of each reads what is stored. `evictDurableObject`
 * never returns for an object of which a call has failed (vitest-plugin 1.4.0).
 */
export function restartObjects(): Promise<void> {
  return abortAllDurableObjects()
}
