import type { Target } from './link.ts'
import { requireLink } from './require-link.ts'

/** The stub of an object in Node: each method is a call to the dev server. */
export function createNodeStub(target: Target, id: () => DurableObjectId): DurableObjectStub {
  const methods = new Map<string, unknown>()
  const stub: unknown = new Proxy(
    {},
    {
      get(_target, property) {
        // `await` and `JSON.stringify` read these.
        if (typeof property !== 'string' || property === 'then' || property === 'toJSON') {
          return undefined
        }
        if (property === 'id') return id()
        if (property === 'name') return target.name
        if (!methods.has(property)) {
          methods.set(
            property,
            property === 'fetch' ? createFetch(target) : createMethod(target, property),
          )
        }
        return methods.get(property)
      },
    },
  )
  // It has whatever methods the definition has.
  return stub as DurableObjectStub
}

function createMethod(target: Target, method: string): unknown {
  const call = (...args: unknown[]) =>
    send(() => requireLink(target).call({ ...target, method, args }))
  const once = (key: string, ...args: unknown[]) =>
    send(() => requireLink(target).call({ ...target, method, args, once: key }))
  return Object.assign(call, { once })
}

function createFetch(target: Target): typeof fetch {
  return (input, init) => send(() => requireLink(target).fetch(target, new Request(input, init)))
}

/** Errors reach the caller in the promise, and their stacks show where the call was made. */
async function send<Result>(call: () => Promise<Result>): Promise<Result> {
  const site = new Error('call')
  try {
    return await call()
  } catch (error) {
    if (error instanceof Error) setStack(error, site)
    throw error
  }
}

function setStack(error: Error, { stack = '' }: Error): void {
  // The first frames are those of this module.
  const frames = stack.split('\n').slice(3)
  const value = [`${error.name}: ${error.message}`, ...frames].join('\n')
  Object.defineProperty(error, 'stack', { value, configurable: true, writable: true })
}
