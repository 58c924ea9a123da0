import type { WorkerConfig } from '@cloudflare/vite-plugin'
import { inMessage } from '../../terminal/report.ts'
import { UserError } from '../../user-error.ts'
import { addedConfig, appOf, assertSameFile } from './known-apps.ts'

/**
 * What Cloudwerk adds to a Worker's configuration, for a project that has Cloudflare's plugin itself. It is that
 * plugin's option `config`, and `cloudwerk()` stands beside the plugin, in any order.
 *
 * Where both say something, the project's own Wrangler configuration wins; bindings, classes and migrations of
 * the app's objects are added to its own. It is a function from the Worker's configuration to these additions,
 * so `config: (worker) => ({ ...cloudwerkConfig(worker), name: 'mine' })` combines it with further ones.
 *
 * @throws Error where `cloudwerk()` is not among the plugins, and where the app's objects cannot run with
 * the project's configuration.
 * @example
 * ```ts
 * import { cloudflare } from '@cloudflare/vite-plugin'
 * import { cloudwerk, cloudwerkConfig } from '@cloudwerk/dev/vite'
 * import { defineConfig } from 'vite'
 *
 * export default defineConfig({
 *   plugins: [cloudflare({ config: cloudwerkConfig }), cloudwerk()],
 * })
 * ```
 */
export function cloudwerkConfig<Config extends object>(worker: Config): Partial<Config> {
  // Each version of the plugin has a type of its own for the same configuration.
  const user = worker as unknown as WorkerConfig
  const app = appOf(user)
  if (!app) {
    // Only a tool that loads vite.config.ts itself gets here: the command adds the plugin.
    throw inMessage(
      new UserError('cloudwerkConfig is used, but cloudwerk() is not among the plugins.', {
        file: 'vite.config.ts',
        hint: 'Add it to them: plugins: [cloudflare({ config: cloudwerkConfig }), cloudwerk()]',
      }),
    )
  }
  app.isAsked = true
  assertSameFile(user, app)
  return addedConfig(user, app) as unknown as Partial<Config>
}
