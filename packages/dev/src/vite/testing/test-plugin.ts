import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { compatibilityDate } from '../../config/defaults.ts'
import { UserError } from '../../user-error.ts'
import type { AppContext } from '../app-context.ts'
import { testSetupPlugin } from './test-setup-module.ts'

/**
 * Whether Vitest itself reads the configuration. What a test starts inherits `VITEST`, and has the
 * number of the test's worker besides.
 */
export function isTestRun(): boolean {
  return process.env.VITEST !== undefined && process.env.VITEST_WORKER_ID === undefined
}

/** Runs the app's tests inside workerd, against its own objects, which are registered already. */
export async function testPlugins(app: AppContext): Promise<Plugin[]> {
  const { cloudflareTest } = await importTestPlugin()
  const mainOf = () => (app.config?.main ? join(app.root, app.config.main) : testWorker)
  return [
    testSetupPlugin(app),
    {
      name: 'cloudwerk:test',
      config() {
        // Tests reach objects before anything has loaded the Worker, which registers them. One that
        // registers only classes of its own is the only one to know of them.
        const knowsObjects = app.manifest.objects.length > 0 || app.config?.main === undefined
        const setupFiles = [testSetup, ...(knowsObjects ? [] : [mainOf()])]
        const test = { setupFiles, fsModuleCache: false }
        // `test` is Vitest's part of the configuration, which Vite's types do not know.
        return { test } as object
      },
    },
    cloudflareTest(() => {
      const durableObjects = bindings(app)
      // Otherwise workerd also prints the errors that tests expect.
      const worker = { main: mainOf(), verbose: false }
      const { file, environment } = app.config ?? {}
      if (!file) return { ...worker, miniflare: { durableObjects, compatibilityDate } }
      const wrangler = { configPath: file.path, environment }
      return { ...worker, miniflare: { durableObjects }, wrangler }
    }),
  ]
}

// The source runs in this repository's own tests.
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const fileOf = (name: string) => fileURLToPath(new URL(`./${name}.${extension}`, import.meta.url))
const testWorker = fileOf('test-worker')
const testSetup = fileOf('test-setup')

function bindings({
  manifest,
}: AppContext): Record<string, { className: string; useSQLite: boolean }> {
  return Object.fromEntries(
    manifest.objects.map(({ binding, className, storage }) => [
      binding,
      { className, useSQLite: storage === 'sqlite' },
    ]),
  )
}

async function importTestPlugin(): Promise<typeof import('@cloudflare/vitest-plugin')> {
  try {
    return await import('@cloudflare/vitest-plugin')
  } catch (cause) {
    // Vitest prints the message alone.
    throw new UserError(
      "Tests of an app need Cloudflare's plugin for Vitest: npm install --save-dev @cloudflare/vitest-plugin@1.4.0 vitest@5.1.1",
      { cause },
    )
  }
}
