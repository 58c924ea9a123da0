import { cloudflare } from '@cloudflare/vite-plugin'
import type { Plugin } from 'vite'
import { createAppContext } from './app-context.ts'
import { devErrorsPlugin } from './dev-errors.ts'
import { scanPlugin } from './scan.ts'
import { watchPlugin } from './watch.ts'
import { workerConfig } from './worker-config.ts'
import { workerEntryPlugin } from './worker-entry.ts'

/**
 * The Vite plugin of a Cloudwerk app: finds its objects and routes, and runs and builds them with
 * Cloudflare's plugin. The `cloudwerk` command adds it by itself where `vite.config.ts` does not.
 */
export function cloudwerk(): Plugin[] {
  const app = createAppContext()
  return [
    scanPlugin(app),
    workerEntryPlugin(app),
    watchPlugin(app),
    ...cloudflare({
      config: (user) => workerConfig(user, app.manifest),
      viteEnvironment: { name: 'worker' },
      inspectorPort: false,
    }),
    devErrorsPlugin(app),
  ]
}
