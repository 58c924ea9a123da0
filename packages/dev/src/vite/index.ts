import { cloudflare } from '@cloudflare/vite-plugin'
import type { PluginOption } from 'vite'
import { createAppContext } from './app-context.ts'
import { devErrorsPlugin } from './dev-errors.ts'
import { scanPlugin } from './scan.ts'
import { isTestRun, testPlugins } from './test-plugin.ts'
import { watchPlugin } from './watch.ts'
import { workerConfig } from './worker-config.ts'
import { workerEntryPlugin } from './worker-entry.ts'

/**
 * The Vite plugin of a Cloudwerk app: finds its objects and routes, and runs and builds them with
 * Cloudflare's plugin. The `cloudwerk` command adds it by itself where `vite.config.ts` does not.
 *
 * In `vitest.config.ts` it runs the tests inside workerd instead, with the app's objects in
 * `durableObjects`. That takes `@cloudflare/vitest-plugin`.
 */
export function cloudwerk(): PluginOption[] {
  const app = createAppContext()
  if (isTestRun()) return [scanPlugin(app), workerEntryPlugin(app), testPlugins(app)]
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
