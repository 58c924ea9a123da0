/**
 * The Vite plugin, for `vite.config.ts` and `vitest.config.ts`.
 *
 * @packageDocumentation
 */
import { cloudflare } from '@cloudflare/vite-plugin'
import type { PluginOption } from 'vite'
import { devHeader } from '../dev-server/dev-header.ts'
import { createAppContext, printable } from './app-context.ts'
import { errorPagesPlugin } from './error-pages/error-pages.ts'
import { inspectorPort } from './inspector.ts'
import { announcePlugin } from './plugins/announce.ts'
import { classCheckPlugin } from './plugins/class-check.ts'
import { devRecordPlugin } from './plugins/dev-record.ts'
import { devVarsPlugin } from './plugins/dev-vars.ts'
import { minifyPlugin } from './plugins/minify.ts'
import { nodeTimersPlugin } from './plugins/node-timers.ts'
import { objectsModulePlugin } from './plugins/objects-module.ts'
import { reportNearMissesPlugin } from './plugins/report-near-misses.ts'
import { reportPublicFilesPlugin } from './plugins/report-public-files.ts'
import { resolveAliasesPlugin } from './plugins/resolve-aliases.ts'
import { scanPlugin } from './plugins/scan.ts'
import { sourceMapsPlugin } from './plugins/source-maps.ts'
import { watchPlugin } from './plugins/watch.ts'
import { workerEntryPlugin } from './plugins/worker-entry.ts'
import { writeTypesPlugin } from './plugins/write-types.ts'
import { removeClasses } from './remove-classes.ts'
import { isTestRun, testPlugins } from './testing/test-plugin.ts'
import { workerConfig } from './worker-config.ts'

/**
 * The Vite plugin of a Cloudwerk app. It finds the app's objects and routes, and runs and builds them
 * with Cloudflare's plugin. The `cloudwerk` command adds it where `vite.config.ts` does not.
 *
 * In `vitest.config.ts` it runs the tests inside workerd instead, with the app's objects in
 * `durableObjects`. This needs `@cloudflare/vitest-plugin` and `vitest`, in the versions that
 * `@cloudwerk/dev` lists as peer dependencies.
 */
export function cloudwerk(): PluginOption[] {
  const isTest = isTestRun()
  const app = createAppContext({
    toolPrintsErrors: isTest,
    failureHeader: isTest ? undefined : devHeader,
  })
  const common = [
    writeTypesPlugin(app),
    scanPlugin(app),
    resolveAliasesPlugin(app),
    nodeTimersPlugin(app),
    workerEntryPlugin(app),
    objectsModulePlugin(app),
  ]
  if (isTest) return [common, testPlugins(app)]
  return [
    common,
    classCheckPlugin(app),
    reportNearMissesPlugin(app),
    reportPublicFilesPlugin(app),
    watchPlugin(app),
    announcePlugin(app),
    devRecordPlugin(app),
    ...cloudflare({
      config(user) {
        try {
          return workerConfig(removeClasses(user, app), app)
        } catch (error) {
          throw printable(app, error)
        }
      },
      viteEnvironment: { name: 'worker' },
      inspectorPort: inspectorPort(),
    }),
    devVarsPlugin(),
    minifyPlugin(),
    sourceMapsPlugin(),
    errorPagesPlugin(app),
  ]
}
