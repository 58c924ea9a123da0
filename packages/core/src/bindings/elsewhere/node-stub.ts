import { requireLink, type Target } from './link.ts'

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

/** Errors reach the caller as those of a stub do, in the promise. */
function createMethod(target: Target, method: string): unknown {
  const call = async (...args: unknown[]) => requireLink(target).call({ ...target, method, args })
  const once = async (key: string, ...args: unknown[]) =>
    requireLink(target).call({ ...target, method, args, once: key })
  return Object.assign(call, { once })
}

function createFetch(target: Target): typeof fetch {
  return async (input, init) => requireLink(target).fetch(target, new Request(input, init))
}
