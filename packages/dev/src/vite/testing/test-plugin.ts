import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { compatibilityDate } from '../../config/defaults.ts'
import { UserError } from '../../user-error.ts'
import type { AppContext } from '../app-context.ts'
import { testSetupPlugin } from './test-setup-module.ts'

/**
 * Whether Vitest itself reads the configuration. A process that a test starts inherits `VITEST` too, but
 * also has the number of the test's worker.
 */
export function isTestRun(): boolean {
  return process.env.VITEST !== undefined && process.env.VITEST_WORKER_ID === undefined
}

/** Runs the app's tests inside workerd, where the app's objects are already registered. */
export async function testPlugins(app: AppContext): Promise<Plugin[]> {
  const { cloudflareTest } = await importTestPlugin()
  const mainOf = () => (app.config?.main ? join(app.root, app.config.main) : testWorker)
  return [
    testSetupPlugin(app),
    {
      name: 'cloudwerk:test',
      config() {
        // Tests use objects before anything has loaded the Worker, which registers them. A Worker with
        // its own main module may be the only one that knows its classes, so it is loaded first.
        const knowsObjects = app.manifest.objects.length > 0 || app.config?.main === undefined
        const setupFiles = [testSetup, ...(knowsObjects ? [] : [mainOf()])]
        const test = { setupFiles, fsModuleCache: false }
        // `test` is Vitest's part of the configuration, which Vite's types do not know.
        return { test } as object
      },
    },
    cloudflareTest(() => {
      const durableObjects = bindings(app)
      // Otherwise workerd also prints errors that tests expect.
      const worker = { main: mainOf(), verbose: false }
      const { file, environment } = app.config ?? {}
      if (!file) return { ...worker, miniflare: { durableObjects, compatibilityDate } }
      const wrangler = { configPath: file.path, environment }
      return { ...worker, miniflare: { durableObjects }, wrangler }
    }),
  ]
}

// This repository's own tests run the source.
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
    // Vitest prints only the message.
    throw new UserError(
      "Tests of an app need Cloudflare's plugin for Vitest: npm install --save-dev @cloudflare/vitest-plugin@1.4.0 vitest@5.1.1",
      { cause },
    )
  }
}
