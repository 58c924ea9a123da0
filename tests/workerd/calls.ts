import { abortAllDurableObjects } from 'cloudflare:test'
import { exports } from 'cloudflare:workers'

/** What a call failed with. An RpcPromise is a function too, which `rejects` would call. */
export async function messageOf(call: PromiseLike<unknown>): Promise<string> {
  try {
    return `no error, but ${JSON.stringify(await call)}`
  } catch (error) {
    return (error as Error).message
  }
}

/** What a call threw. */
// biome-ignore lint/suspicious/noExplicitAny: whatever was thrown
export async function caught(call: PromiseLike<unknown>): Promise<any> {
  try {
    await call
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

/** An object of the test Worker. Its methods are called untyped, as a tool would. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export function objectOf(className: string, name: string): any {
  const namespaces = exports as unknown as Record<string, DurableObjectNamespace>
  return namespaces[className].getByName(name)
}

/**
 * Ends all live objects, so that the next call of each reads what is stored. `evictDurableObject`
 * never returns for an object that a call of has failed (vitest-plugin 1.4.0).
 */
export function restartObjects(): Promise<void> {
  return abortAllDurableObjects()
}
