import { relative } from 'node:path'
import type { WorkerConfig } from '@cloudflare/vite-plugin'
import { UserError } from '../../user-error.ts'
import { type AppContext, printable } from '../app-context.ts'
import { removeClasses } from '../remove-classes.ts'
import { workerConfig } from '../worker-config.ts'

/** The apps whose configuration Vite resolves or has resolved in this process, by their root. */
const apps = new Map<string, AppContext>()

/** Makes the app known to `cloudwerkConfig`, before Cloudflare's plugin calls that. */
export function announceApp(app: AppContext): void {
  // At the end: the last one is the one that is being resolved.
  apps.delete(app.root)
  apps.set(app.root, app)
}

/** @throws in the form that whoever prints it needs. */
export function addedConfig(user: WorkerConfig, app: AppContext): Partial<WorkerConfig> {
  try {
    return workerConfig(removeClasses(user, app), app)
  } catch (error) {
    throw printable(app, error)
  }
}

/** @throws where Cloudflare's plugin reads a file that we have not found, and so would not record classes in. */
export function assertSameFile({ configPath }: WorkerConfig, app: AppContext): void {
  const { root, config } = app
  if (configPath === undefined || configPath === config?.file?.path) return
  const error = new UserError(
    `cloudflare() reads ${relative(root, configPath)}, and cloudwerk() has found ${config?.file?.name ?? 'no configuration'}.`,
    {
      file: 'vite.config.ts',
      hint: 'Write `configPath` as a plain text in `cloudflare({ … })`, or set CLOUDFLARE_VITE_WRANGLER_CONFIG_PATH.',
    },
  )
  throw printable(app, error)
}

/** The app that a Worker belongs to. */
export function appOf({ configPath }: WorkerConfig): AppContext | undefined {
  const known = [...apps.values()]
  const named = known.find(({ config }) => configPath && config?.file?.path === configPath)
  return named ?? known.at(-1)
}
