import { createStubGuard } from '@cloudwerk/durable-object/stubs'
import { assertId, assertName, parseId } from './ids.ts'
import type { OpenNamespace } from './object-namespace.ts'

const guarded = new WeakMap<DurableObjectNamespace, OpenNamespace>()

/** The platform's namespace with checked names and ids, and stubs that detect deadlocks. */
export function guardNamespace(
  className: string,
  namespace: DurableObjectNamespace,
): OpenNamespace {
  const known = guarded.get(namespace)
  if (known) return known
  const guard = createStubGuard(className, namespace)
  const replaced: Partial<DurableObjectNamespace> = {
    idFromName: (name) => namespace.idFromName(assertName(className, name)),
    idFromString: (id) => parseId(className, namespace, id),
    get: (id, options) => guard(namespace.get(assertId(className, id), options), options),
    getByName: (name, options) =>
      guard(namespace.getByName(assertName(className, name), options), options),
    jurisdiction: (jurisdiction) => {
      // An open namespace is the platform's, with stubs of other types.
      const inside: unknown = guardNamespace(className, namespace.jurisdiction(jurisdiction))
      return inside as DurableObjectNamespace
    },
  }
  const proxy: unknown = new Proxy(namespace, {
    get(target, property) {
      const method = replaced[property as keyof typeof replaced]
      if (method) return method
      const value: unknown = Reflect.get(target, property, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  guarded.set(namespace, proxy as OpenNamespace)
  return proxy as OpenNamespace
}
