/**
 * The Vite plugin, for `vite.config.ts` and `vitest.config.ts`.
 *
 * @packageDocumentation
 */
import { cloudflare } from '@cloudflare/vite-plugin'
import type { PluginOption } from 'vite'
import { devHeader } from '../dev-server/dev-header.ts'
import { isCommandProcess } from '../terminal/command-process.ts'
import { inMessage } from '../terminal/report.ts'
import { createAppContext, ownEnvironment } from './app-context.ts'
import { assertOptions } from './assert-options.ts'
import { addClassesPlugin } from './beside/add-classes.ts'
import { unlessBeside } from './beside/find-cloudflare.ts'
import { addedConfig } from './beside/known-apps.ts'
import { errorPagesPlugin } from './error-pages/error-pages.ts'
import { inspectorPort } from './inspector.ts'
import { announcePlugin } from './plugins/announce.ts'
import { classCheckPlugin } from './plugins/class-check.ts'
import { codeHashPlugin } from './plugins/code-hash.ts'
import { devRecordPlugin } from './plugins/dev-record.ts'
import { devVarsPlugin } from './plugins/dev-vars.ts'
import { holdReloadPlugin } from './plugins/hold-reload.ts'
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
import { isTestRun } from './testing/is-test-run.ts'
import type { TestOptions } from './testing/test-options.ts'
import { testPlugins } from './testing/test-plugin.ts'

export { cloudwerkConfig } from './beside/cloudwerk-config.ts'
export type { TestOptions } from './testing/test-options.ts'

/** Options of the plugin. */
export interface CloudwerkOptions {
  /**
   * Whether files outside `app/objects` are routes, middleware and events of this app: false where they are another
   * framework's. By default they are, except where the Worker has a main of its own that does not import
   * `virtual:cloudwerk/worker`.
   */
  routes?: boolean
  /**
   * Options of `cloudflareTest`, which runs the tests: bindings and further Workers in `miniflare`, another `main`.
   * They are added to those that Cloudwerk gives it, and win where both say something.
   */
  test?: TestOptions
}

/**
 * The Vite plugin of a Cloudwerk app. It finds the app's objects and routes, and runs and builds them
 * with Cloudflare's plugin. The `cloudwerk` command adds it where `vite.config.ts` does not.
 *
 * In `vitest.config.ts` it runs the tests inside workerd instead, with the app's objects in
 * `durableObjects`. This needs `@cloudflare/vitest-plugin` and `vitest`, in the versions that
 * `@cloudwerk/dev` lists as peer dependencies.
 */
export function cloudwerk(options: CloudwerkOptions = {}): PluginOption[] {
  assertUsable(options)
  const { routes, test } = options
  const isTest = isTestRun()
  const app = createAppContext({
    routes,
    toolPrintsErrors: !isCommandProcess(),
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
  if (isTest) return [common, testPlugins(app, test)]
  return [
    common,
    classCheckPlugin(app),
    reportNearMissesPlugin(app),
    reportPublicFilesPlugin(app),
    watchPlugin(app),
    announcePlugin(app),
    holdReloadPlugin(),
    devRecordPlugin(app),
    addClassesPlugin(app),
    codeHashPlugin(app),
    errorPagesPlugin(app),
    // In a project with Cloudflare's plugin of its own, how the Worker is built is the project's affair.
    ...unlessBeside([
      ...cloudflare({
        config: (user) => addedConfig(user, app),
        viteEnvironment: { name: ownEnvironment },
        inspectorPort: inspectorPort(),
      }),
      devVarsPlugin(),
      minifyPlugin(),
      sourceMapsPlugin(),
    ]),
  ]
}

/** @throws in the form that whoever loads the configuration prints. */
function assertUsable(options: CloudwerkOptions): void {
  try {
    assertOptions(options)
  } catch (error) {
    throw isCommandProcess() ? error : inMessage(error)
  }
}
