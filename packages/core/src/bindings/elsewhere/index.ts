/**
 * `@cloudwerk/core/bindings` for code that a bundler has not resolved for Workers: other frameworks load it in
 * Node as well, in dev and while they render pages in a build, and may then put this very module into a Worker.
 *
 * @packageDocumentation
 */
import { createDurableObjects } from '../create-durable-objects.ts'
import { findNamespace } from '../find-namespace.ts'
import { guardNamespace } from '../guarded-namespace.ts'
import type { DurableObjects, OpenNamespace } from '../object-namespace.ts'
import { createNodeNamespace } from './node-namespace.ts'

export const durableObjects: DurableObjects = createDurableObjects(findAnywhere)

interface Platform {
  process?: { getBuiltinModule?(id: string): { env: object } | undefined }
}

function findAnywhere(name: string): OpenNamespace {
  // Undefined in Node. In workerd (1.20261006) it is there wherever `process` is.
  const workers = (globalThis as Platform).process?.getBuiltinModule?.('cloudflare:workers')
  return workers
    ? findNamespace(name, workers.env)
    : guardNamespace(name, createNodeNamespace(name))
}
