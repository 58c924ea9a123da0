import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { UserError } from '../user-error.ts'
import { listFiles } from './list-files.ts'
import type { Manifest, ObjectEntry, RouteEntry, RouteUse, WorkerEntry } from './manifest.ts'
import { throwProblems } from './problems.ts'
import { scanMiddleware } from './scan-middleware.ts'
import { scanObjects } from './scan-objects.ts'
import { scanRoutes } from './scan-routes.ts'
import { scanWorker } from './scan-worker.ts'

/**
 * Reads what an app consists of from its files, without running any of them. Where its routes are not served,
 * the files outside `app/objects` may be those of another framework, and nothing in them is a problem.
 *
 * @throws UserError for what is wrong. Several problems come as one that lists them all;
 * `problemsOf` takes it apart.
 */
export async function scanApp(root: string, routeUse?: RouteUse): Promise<Manifest> {
  const absolute = resolve(root)
  if (routeUse) return scanObjectsOnly(absolute, routeUse)
  await assertAppFolder(absolute)
  const files = await listFiles(absolute, 'app')
  const [objects, routes, around, worker] = await Promise.all([
    scanObjects(absolute, files),
    scanRoutes(absolute, files),
    scanMiddleware(absolute, files),
    scanWorker(absolute, files),
  ])
  const clashes = findClashes(objects.entries, worker.entries[0])
  const scans = [objects, routes, around, worker]
  throwProblems([...scans.flatMap(({ problems }) => problems), ...clashes])
  const { entries: middleware, notFound, error } = around
  return {
    ...{ root: absolute, objects: objects.entries, routes: routes.entries },
    ...{ middleware, notFound, error, worker: worker.entries[0] },
  }
}

async function scanObjectsOnly(root: string, routeUse: RouteUse): Promise<Manifest> {
  const files = await listFiles(root, routeUse === 'none' ? 'app/objects' : 'app')
  const { entries, problems } = await scanObjects(root, files)
  throwProblems(problems)
  const routes = routeUse === 'none' ? [] : await findOwnRoutes(root, files)
  return { root, routeUse, objects: entries, routes, middleware: [] }
}

/** Those that export handlers: what others call a route has none. */
async function findOwnRoutes(root: string, files: readonly string[]): Promise<RouteEntry[]> {
  const { entries } = await scanRoutes(root, files)
  return entries.filter(({ methods }) => methods.length > 0)
}

function findClashes(objects: readonly ObjectEntry[], worker?: WorkerEntry): UserError[] {
  return (worker?.classes ?? []).flatMap(({ name, place }) => {
    const object = objects.find(({ className }) => className === name)
    if (!object) return []
    const message = `${object.file} gives the class ${name}, and so does this export.`
    return [new UserError(message, { file: place, hint: 'Rename one of the two.' })]
  })
}

async function assertAppFolder(root: string): Promise<void> {
  const app = await stat(join(root, 'app')).catch(() => undefined)
  if (app?.isDirectory()) return
  throw new UserError(`There is no app folder in ${root}.`, {
    file: 'app',
    hint: `Run this in the root of your app, or create app/route.ts:

  import { json } from '@cloudwerk/core'
  export const GET = () => json({ hello: 'world' })`,
  })
}
