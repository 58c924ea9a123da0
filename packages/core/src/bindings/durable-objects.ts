import { env } from 'cloudflare:workers'
import { DurableObjectNotFoundError } from '@cloudwerk/durable-object'
import { guardNamespace } from './guarded-namespace.ts'
import { lateNamespace } from './late-namespace.ts'
import { notFoundMessage } from './not-found-message.ts'
import type { DurableObjects, OpenNamespace } from './object-namespace.ts'
import { registeredObjects, suggester } from './registry.ts'

/**
 * The app's objects by class name: `durableObjects.Counter.getByName('alice').increment(5)`.
 *
 * Each property is the platform's own namespace. It can be used wherever code runs for a request, in an
 * object, or in a test. At the top of a module it can be taken for later use:
 * `const { Counter } = durableObjects`.
 *
 * @throws DurableObjectNotFoundError for a name that is not an object of the app.
 */
export const durableObjects: DurableObjects = new Proxy(
  {},
  {
    get(_target, name) {
      // `await` and `JSON.stringify` of the map itself read these.
      if (typeof name !== 'string' || name === 'then' || name === 'toJSON') return undefined
      return registeredObjects() ? findNamespace(name) : lateNamespace(() => findNamespace(name))
    },
    has: (_target, name) => isRegistered(name),
    ownKeys: () => [...(registeredObjects()?.keys() ?? [])],
    getOwnPropertyDescriptor(_target, name) {
      if (!isRegistered(name)) return undefined
      return { configurable: true, enumerable: true, value: findNamespace(name) }
    },
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
  },
)

function isRegistered(name: string | symbol): name is string {
  return typeof name === 'string' && registeredObjects()?.has(name) === true
}

function findNamespace(name: string): OpenNamespace {
  const registered = registeredObjects()
  const binding = registered?.get(name)
  const namespace = binding && (env as Record<string, unknown>)[binding]
  // The registry comes from the same build as the bindings, which are of this type.
  if (namespace) return guardNamespace(name, namespace as DurableObjectNamespace)
  throw new DurableObjectNotFoundError(notFoundMessage(name, registered, suggester()))
}
