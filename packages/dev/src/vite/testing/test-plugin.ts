import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { compatibilityDate } from '../../config/defaults.ts'
import { inMessage } from '../../terminal/report.ts'
import { UserError } from '../../user-error.ts'
import type { AppContext } from '../app-context.ts'
import { cloudflareName } from '../beside/find-cloudflare.ts'
import { mergeTestOptions, type TestOptions } from './test-options.ts'
import { testSetupPlugin } from './test-setup-module.ts'

/** Runs the app's tests inside workerd, where the app's objects are already registered. */
export async function testPlugins(app: AppContext, options?: TestOptions): Promise<Plugin[]> {
  const { cloudflareTest } = await importTestPlugin()
  const mainOf = () => {
    const { main, addsClasses } = app.config ?? {}
    // Its classes are added to it where it is built, and a framework's main needs the framework's plugins.
    return main === undefined || addsClasses ? testWorker : join(app.root, main)
  }
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
      configResolved({ plugins }) {
        const count = (wanted: string) => plugins.filter(({ name }) => name === wanted).length
        if (count(cloudflareName) > 0) throw inMessage(explainServer())
        if (count(testPluginName) > 1) throw inMessage(explainTwice())
      },
    },
    cloudflareTest(() => {
      const durableObjects = bindings(app)
      // Otherwise workerd also prints errors that tests expect.
      const worker = { main: mainOf(), verbose: false }
      const { file, environment } = app.config ?? {}
      const own = file
        ? { miniflare: { durableObjects }, wrangler: { configPath: file.path, environment } }
        : { miniflare: { durableObjects, compatibilityDate } }
      // `cloudflareTest` checks what it is given.
      return mergeTestOptions({ ...worker, ...own }, options) as PoolOptions
    }),
  ]
}

type PoolOptions = Extract<Parameters<TestPlugin['cloudflareTest']>[0], { main?: string }>

const testPluginName = '@cloudflare/vitest-plugin'

/** The last of two would run the tests, without the options of the other. */
function explainTwice(): UserError {
  return new UserError(
    'cloudwerk() brings cloudflareTest() itself, and the tests cannot have two.',
    {
      hint: 'Remove the other one, and give its options to cloudwerk: plugins: [cloudwerk({ test: { miniflare: { … } } })]',
    },
  )
}

/** It would start the Worker of dev beside that of the tests. */
function explainServer(): UserError {
  return new UserError('The tests cannot run with cloudflare() among the plugins.', {
    file: 'vite.config.ts',
    hint: `Create a vitest.config.ts, which the tests use in its place:

  import { cloudwerk } from '@cloudwerk/dev/vite'
  import { defineConfig } from 'vitest/config'

  export default defineConfig({ plugins: [cloudwerk()] })`,
  })
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

type TestPlugin = typeof import('@cloudflare/vitest-plugin')

async function importTestPlugin(): Promise<TestPlugin> {
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
