/**
 * The way to an app's objects, for routes and for objects that call others.
 *
 * @packageDocumentation
 */
import { env } from 'cloudflare:workers'
import { DurableObjectNotFoundError } from '@cloudwerk/durable-object'
import { guardStub } from '@cloudwerk/durable-object/runtime'
import { closestMatch } from 'leven'
import { assertId, assertName, parseId } from './ids.ts'
import { lateNamespace } from './late-namespace.ts'
import type { DurableObjects, OpenNamespace } from './object-namespace.ts'
import { registeredObjects } from './registry.ts'

export type { ResultCannotBeSent } from './crossing.ts'
export type { DurableObjects, ObjectNamespace, OpenNamespace } from './object-namespace.ts'
export type { ObjectStub, OpenStub } from './object-stub.ts'

/**
 * The app's objects by class name: `durableObjects.Counter.getByName('alice').increment(5)`.
 *
 * Each is the platform's own namespace. It can be used wherever code runs for a request, in an object
 * or in a test. At the top of a module it can be taken, `const { Counter } = durableObjects`, to be used
 * later.
 *
 * @throws DurableObjectNotFoundError for a name that the app has no object of.
 */
export const durableObjects: DurableObjects = new Proxy(
  {},
  {
    get(_target, name) {
      // Asked for by `await` and `JSON.stringify` of the map itself.
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
  const binding = registeredObjects()?.get(name)
  const namespace = binding && (env as Record<string, unknown>)[binding]
  // The registry comes from the same build as the bindings, which are of this type.
  if (namespace) return guardNamespace(name, namespace as DurableObjectNamespace)
  throw new DurableObjectNotFoundError(notFoundMessage(name, binding))
}

type GetOptions = DurableObjectNamespaceGetDurableObjectOptions

const guarded = new WeakMap<DurableObjectNamespace, OpenNamespace>()

/** The platform's namespace, whose stubs notice when objects would wait for each other. */
function guardNamespace(className: string, namespace: DurableObjectNamespace): OpenNamespace {
  const known = guarded.get(namespace)
  if (known) return known
  const guard = (stub: DurableObjectStub, options: GetOptions | undefined) =>
    guardStub(className, namespace, { stub, options })
  const own: Partial<DurableObjectNamespace> = {
    idFromName: (name) => namespace.idFromName(assertName(className, name)),
    idFromString: (id) => parseId(className, namespace, id),
    get: (id, options) => guard(namespace.get(assertId(className, id), options), options),
    getByName: (name, options) =>
      guard(namespace.getByName(assertName(className, name), options), options),
    jurisdiction: (place) => {
      // An open namespace is the platform's, with stubs of other types.
      const inside: unknown = guardNamespace(className, namespace.jurisdiction(place))
      return inside as DurableObjectNamespace
    },
  }
  const proxy: unknown = new Proxy(namespace, {
    get(target, property) {
      const mine = own[property as keyof typeof own]
      if (mine) return mine
      const value: unknown = Reflect.get(target, property, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  guarded.set(namespace, proxy as OpenNamespace)
  return proxy as OpenNamespace
}

function notFoundMessage(name: string, binding: string | undefined): string {
  if (binding) {
    return `Object '${name}' has no binding ${binding} in this Worker's env. Build the app again, or add the binding to the configuration.`
  }
  const registered = registeredObjects()
  if (!registered) {
    return `durableObjects.${name} was used while the Worker's modules load, or in a Worker that has not called registerObjects() of @cloudwerk/core/worker. Take it at the top of a module, const { ${name} } = durableObjects, and use it in a handler.`
  }
  const known = [...registered.keys()].sort()
  if (known.length === 0) {
    return `There is no object '${name}': this app has no objects. Define one in app/objects.`
  }
  const nearest = nearestName(name, known)
  const suggestion = nearest ? ` Did you mean '${nearest}'?` : ''
  return `There is no object '${name}'. This app has ${known.join(', ')}.${suggestion}`
}

function nearestName(name: string, known: string[]): string | undefined {
  const byLowerCase = new Map(known.map((candidate) => [candidate.toLowerCase(), candidate]))
  const maxDistance = Math.max(2, Math.floor(name.length / 3))
  const nearest = closestMatch(name.toLowerCase(), [...byLowerCase.keys()], { maxDistance })
  return nearest && byLowerCase.get(nearest)
}
