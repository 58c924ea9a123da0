import { lateNamespace } from './late-namespace.ts'
import type { DurableObjects, OpenNamespace } from './object-namespace.ts'
import { registeredObjects } from './registry.ts'

/** `durableObjects`, whose namespaces are found by this. */
export function createDurableObjects(find: (name: string) => OpenNamespace): DurableObjects {
  return new Proxy(
    {},
    {
      get(_target, name) {
        // `await` and `JSON.stringify` of the map itself read these.
        if (typeof name !== 'string' || name === 'then' || name === 'toJSON') return undefined
        return registeredObjects() ? find(name) : lateNamespace(() => find(name))
      },
      has: (_target, name) => isRegistered(name),
      ownKeys: () => [...(registeredObjects()?.keys() ?? [])],
      getOwnPropertyDescriptor(_target, name) {
        if (!isRegistered(name)) return undefined
        return { configurable: true, enumerable: true, value: find(name) }
      },
      set: () => false,
      defineProperty: () => false,
      deleteProperty: () => false,
    },
  )
}

function isRegistered(name: string | symbol): name is string {
  // A Map of texts has no symbol.
  return registeredObjects()?.has(name as string) === true
}
