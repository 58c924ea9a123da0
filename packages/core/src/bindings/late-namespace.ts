import type { OpenNamespace } from './object-namespace.ts'

const methods: ReadonlySet<string | symbol> = new Set<keyof OpenNamespace>([
  ...(['getByName', 'get', 'idFromName', 'idFromString', 'newUniqueId', 'jurisdiction'] as const),
])

/**
 * A namespace that is taken while the Worker's modules load, before objects are registered. It is looked up
 * when it is used.
 */
export function lateNamespace(find: () => OpenNamespace): OpenNamespace {
  const late: unknown = new Proxy(
    {},
    {
      get(_target, property) {
        // `await` reads `then`. A method can be taken at the top of a module as well.
        if (property === 'then') return undefined
        if (methods.has(property)) return (...args: unknown[]) => call(find(), property, args)
        return Reflect.get(find(), property)
      },
      has: (_target, property) => Reflect.has(find(), property),
    },
  )
  return late as OpenNamespace
}

function call(namespace: OpenNamespace, method: string | symbol, args: unknown[]): unknown {
  const own: unknown = Reflect.get(namespace, method)
  if (typeof own === 'function') return Reflect.apply(own, namespace, args)
  throw new TypeError(`This namespace has no ${String(method)}().`)
}
