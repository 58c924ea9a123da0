import { DurableObjectNotFoundError } from '@cloudwerk/durable-object'
import { guardNamespace } from './guarded-namespace.ts'
import { notFoundMessage } from './not-found-message.ts'
import type { OpenNamespace } from './object-namespace.ts'
import { registeredObjects, suggester } from './registry.ts'

/** The namespace of a class, from the bindings of the Worker. */
export function findNamespace(name: string, env: object): OpenNamespace {
  const registered = registeredObjects()
  const binding = registered?.get(name)
  const namespace = binding && (env as Record<string, unknown>)[binding]
  // The registry comes from the same build as the bindings, which are of this type.
  if (namespace) return guardNamespace(name, namespace as DurableObjectNamespace)
  throw new DurableObjectNotFoundError(notFoundMessage(name, registered, suggester()))
}
