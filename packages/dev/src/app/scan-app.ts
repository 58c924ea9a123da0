import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { UserError } from '../user-error.ts'
import { listFiles } from './list-files.ts'
import type { Manifest } from './manifest.ts'
import { throwProblems } from './problems.ts'
import { scanObjects } from './scan-objects.ts'
import { scanRoutes } from './scan-routes.ts'

/**
 * Reads what an app consists of from its files, without running any of them.
 *
 * @throws UserError for what is wrong. Several problems come as one that lists them all;
 * `problemsOf` takes it apart.
 */
export async function scanApp(root: string): Promise<Manifest> {
  const absolute = resolve(root)
  await assertAppFolder(absolute)
  const files = await listFiles(absolute, 'app')
  const [objects, routes] = await Promise.all([
    scanObjects(absolute, files),
    scanRoutes(absolute, files),
  ])
  throwProblems([...objects.problems, ...routes.problems])
  return { root: absolute, objects: objects.entries, routes: routes.entries }
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
