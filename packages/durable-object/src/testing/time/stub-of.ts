import { env, exports } from 'cloudflare:workers'

/** A new stub of an object of the Worker under test. */
export function stubOf(object: string): DurableObjectStub {
  for (const binding of [...Object.values(env), ...Object.values(exports ?? {})]) {
    if (!isNamespace(binding)) continue
    try {
      return binding.get(binding.idFromString(object))
    } catch {
      // An id belongs to one class, and the namespaces of others refuse it.
    }
  }
  throw new Error(`The Worker under test has no binding for the class of the object ${object}.`)
}

function isNamespace(binding: unknown): binding is DurableObjectNamespace {
  // A binding of another Worker has a method of any name.
  return /DurableObjectNamespace$/.test(binding?.constructor?.name ?? '')
}
