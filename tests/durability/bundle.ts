import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const entry = fileURLToPath(new URL('worker/worker.ts', import.meta.url))

/**
 * The folder of another build of `@cloudwerk/durable-object`, to check that the tests fail with a
 * runtime that is broken on purpose.
 */
const otherRuntime = process.env.CLOUDWERK_TEST_RUNTIME

/** Bundles the test Worker with the built runtime into `worker.js` in `folder`. */
export async function bundleWorker(folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    resolve: {
      conditions: ['workerd', 'worker'],
      alias: otherRuntime === undefined ? [] : runtimeIn(otherRuntime),
    },
    build: {
      target: 'es2024',
      minify: false,
      outDir: folder,
      emptyOutDir: false,
      lib: { entry, formats: ['es'], fileName: () => 'worker.js' },
      rolldownOptions: { external: [/^cloudflare:/, /^node:/] },
    },
  })
}

function runtimeIn(folder: string): { find: RegExp; replacement: string }[] {
  return [
    { find: /^@cloudwerk\/durable-object$/, replacement: `${folder}/index.js` },
    { find: /^@cloudwerk\/durable-object\/runtime$/, replacement: `${folder}/runtime/index.js` },
  ]
}
