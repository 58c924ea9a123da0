import { env } from 'cloudflare:workers'
import { createDurableObjects } from './create-durable-objects.ts'
import { findNamespace } from './find-namespace.ts'
import type { DurableObjects } from './object-namespace.ts'

/**
 * The app's objects by class name: `durableObjects.Counter.getByName('alice').increment(5)`.
 *
 * Each property is the platform's own namespace. It can be used wherever code runs for a request, in an
 * object, or in a test. At the top of a module it can be taken for later use:
 * `const { Counter } = durableObjects`.
 *
 * The servers of other frameworks also load it in Node. There it reaches the objects of a dev server that has
 * started them with `cloudwerk dev --with`.
 *
 * @throws DurableObjectNotFoundError for a name that is not an object of the app.
 * @throws DurableObjectConfigError from calls in Node, where no dev server runs the objects.
 */
export const durableObjects: DurableObjects = createDurableObjects((name) =>
  findNamespace(name, env),
)
