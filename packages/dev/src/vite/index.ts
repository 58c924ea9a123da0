import { cloudflare } from '@cloudflare/vite-plugin'
import type { Plugin } from 'vite'
import { createAppContext } from './app-context.ts'
import { classRecordPlugin } from './class-record.ts'
import { devErrorsPlugin } from './dev-errors.ts'
import { devVarsPlugin } from './dev-vars.ts'
import { objectsModulePlugin } from './objects-module.ts'
import { scanPlugin } from './scan.ts'
import { typesPlugin } from './types.ts'
import { watchPlugin } from './watch.ts'
import { withoutClasses } from './without-classes.ts'
import { workerConfig } from './worker-config.ts'
import { workerEntryPlugin } from './worker-entry.ts'

/**
 * The Vite plugin of a Cloudwerk app: finds its objects and routes, and runs and builds them with
 * Cloudflare's plugin. The `cloudwerk` command adds it by itself where `vite.config.ts` does not.
 */
export function cloudwerk(): Plugin[] {
  const app = createAppContext()
  return [
    typesPlugin(app),
    scanPlugin(app),
    classRecordPlugin(app),
    workerEntryPlugin(app),
    objectsModulePlugin(app),
    watchPlugin(app),
    ...cloudflare({
      config: (user) => workerConfig(withoutClasses(user, app), app),
      viteEnvironment: { name: 'worker' },
      inspectorPort: false,
    }),
    devVarsPlugin(),
    devErrorsPlugin(app),
  ]
}
