import { resolve } from 'node:path'
import type { Plugin } from 'vite'
import { type AppConfig, readAppConfig } from '../../config/app-config.ts'
import { inMessage } from '../../terminal/report.ts'
import { type AppContext, printable, rescan } from '../app-context.ts'
import { isEntryEnvironment } from '../beside/add-classes.ts'
import { explainForeign } from '../beside/explain-foreign.ts'
import { explainLines, missingObjects } from '../beside/explain-lines.ts'
import { explainTwice, explainWord } from '../beside/explain-word.ts'
import { cloudflareName, hasCloudflare } from '../beside/find-cloudflare.ts'
import { announceApp } from '../beside/known-apps.ts'
import { assertInstalled } from '../check-installed.ts'
import { assertRunningVite } from '../check-vite.ts'
import { isTestRun } from '../testing/is-test-run.ts'

const runtimeModules = [
  '@cloudwerk/core',
  '@cloudwerk/core/bindings',
  '@cloudwerk/core/worker',
  '@cloudwerk/durable-object',
  '@cloudwerk/durable-object/runtime',
  '@cloudwerk/durable-object/stubs',
]

export const scanPluginName = 'cloudwerk'

/**
 * Scans the app and reads its configuration before Cloudflare's plugin asks for it. It also runs when
 * the server restarts, when a file that is not finished yet must not end the process.
 */
export function scanPlugin(app: AppContext): Plugin {
  return {
    name: scanPluginName,
    enforce: 'pre',
    async config(config, { command, mode, isPreview }) {
      assertOwnVite(this)
      const isFirst = app.root === ''
      app.root = resolve(config.root ?? '.')
      app.isBeside = hasCloudflare(config.plugins)
      app.isAsked = isPreview === true
      announceApp(app)
      if (isFirst) assertPackages(app)
      await rescan(app)
      // The command line prints an error that stops the first start or a build, Vite those that stop a restart.
      if (!isFirst && command === 'serve') app.toolPrintsErrors = true
      if (app.problem && isFirst) throw printable(app, app.problem)
      // A build resolves its configuration again for each environment.
      if (command === 'serve' || !app.config) app.config = await readConfigOf(app, mode)
      // As the compiler and the editor do, which read the app's tsconfig.json.
      return { resolve: { tsconfigPaths: config.resolve?.tsconfigPaths ?? true } }
    },
    // The first hook that sees what Cloudflare's plugin has said of its environments.
    configEnvironment(name, { build }) {
      if (!isEntryEnvironment(build)) return undefined
      app.environment = name
      // Or the first request would find them one by one and start over each time.
      return { optimizeDeps: { include: runtimeModules } }
    },
    async configResolved({ plugins }) {
      if (isTestRun()) return
      const count = plugins.filter(({ name }) => name === cloudflareName).length
      if (count > 1) throw printable(app, explainTwice())
      if (app.isBeside && !app.isAsked) await assertKnown(app, plugins)
      const { framework } = app.config ?? {}
      if (framework && plugins.some(({ name }) => name.startsWith(sveltekitPrefix))) {
        throw printable(app, explainForeign(framework))
      }
    },
  }
}

/** All plugins of SvelteKit (2.70) begin with it. */
const sveltekitPrefix = 'vite-plugin-sveltekit'

/** A project's own `cloudflare()` that does not ask has all that it needs in its configuration. */
async function assertKnown(app: AppContext, plugins: readonly Plugin[]): Promise<void> {
  const { manifest, config } = app
  if (!config) return
  const missing = missingObjects(manifest.objects, config)
  if (missing.length === 0) return
  const isAdapters = plugins.some(({ name }) => name.startsWith('@astrojs/cloudflare'))
  throw printable(app, isAdapters ? explainLines(missing, config) : await explainWord(app.root))
}

/** Another version of Vite prints errors itself. */
function assertOwnVite(context: { meta?: { viteVersion?: string } } | undefined): void {
  try {
    assertRunningVite(context?.meta?.viteVersion)
  } catch (error) {
    throw inMessage(error)
  }
}

async function readConfigOf(app: AppContext, mode: string): Promise<AppConfig> {
  try {
    const config = await readAppConfig(app.root, mode)
    // The source of vite.config.ts may not show it; tests have another configuration, without that plugin.
    return { ...config, addsClasses: app.isBeside || config.addsClasses }
  } catch (error) {
    throw printable(app, error)
  }
}

function assertPackages(app: AppContext): void {
  try {
    assertInstalled(app.root)
  } catch (error) {
    throw printable(app, error)
  }
}
