import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { normalizePath } from 'vite'
import type { Manifest, RouteUse } from '../app/manifest.ts'
import { scanApp } from '../app/scan-app.ts'
import { servesRoutes } from '../app/serves-routes.ts'
import { findCompleted } from '../frameworks/find-framework.ts'
import { fieldsOf } from './fields.ts'
import { readConfig } from './parse-config.ts'
import { readViteSettings } from './vite-settings.ts'

/**
 * Reads an app from its files, and from the project's configurations what becomes of its routes. `routes` is
 * the plugin's option; `vite.config.ts` is asked where it is not given.
 *
 * @throws UserError for what is wrong in the app.
 */
export async function scanProject(
  root: string,
  { routes }: { routes?: boolean | undefined } = {},
): Promise<Manifest> {
  return scanApp(root, await findRouteUse(root, routes))
}

async function findRouteUse(
  root: string,
  option: boolean | undefined,
): Promise<RouteUse | undefined> {
  const routes = option ?? (await readViteSettings(root)).routes
  if (routes !== undefined) return routes ? undefined : 'none'
  // The build serves them, and passes other requests on.
  const framework = findCompleted(root)
  if (framework) return framework.ownsApp ? 'none' : undefined
  const main = await readMain(root)
  return main === undefined || (await servesRoutes(root, main)) ? undefined : 'unserved'
}

/** As it is written. Undefined where there is none, or a configuration that others report. */
async function readMain(root: string): Promise<string | undefined> {
  const written = await readConfig(root).catch(() => undefined)
  if (!written?.file) return undefined
  const config = fieldsOf(written.raw)
  const { main } = {
    ...config,
    ...fieldsOf(fieldsOf(config.env)[process.env.CLOUDFLARE_ENV ?? '']),
  }
  if (typeof main !== 'string') return undefined
  const path = join(dirname(written.file.path), main)
  return existsSync(path) ? normalizePath(relative(root, path)) : main
}
