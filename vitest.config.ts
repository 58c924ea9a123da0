import { availableParallelism } from 'node:os'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { ClosingLineReporter } from './tests/closing-line-reporter.ts'
import { SlowFirst } from './tests/slow-first.ts'
import { turnsInWorkerd } from './tests/turns-in-workerd.ts'
import { workerdBindings } from './tests/workerd-bindings.ts'

/**
 * A limit ends what hangs, and never what is slow beside others on a busy machine. A test waits for
 * what it means.
 */
const limits = {
  testTimeout: 600_000,
  hookTimeout: 600_000,
  teardownTimeout: 60_000,
  // Below the limit of the test, so that it says what did not come.
  expect: { poll: { timeout: 240_000 } },
}

/** An alarm that is tried again rings in whatever file runs then, and can keep it from ending (vitest-plugin 1.4.0). */
const ringing = ['tests/workerd/storage/storage.test.ts', 'tests/workerd/jobs/*.test.ts']

const turns = turnsInWorkerd()

function inWorkerd(
  test: NonNullable<TestProjectInlineConfiguration['test']>,
): TestProjectInlineConfiguration {
  return {
    plugins: [
      cloudflareTest({
        main: './tests/workerd/worker.ts',
        verbose: false,
        miniflare: { compatibilityDate: '2026-10-01', durableObjects: workerdBindings() },
      }),
      turns,
    ],
    test: {
      ...limits,
      // Random programs run in workerd, which does not see the environment.
      env: { RUNS: process.env.RUNS ?? '', SEED: process.env.SEED ?? '' },
      // Tests reach objects before anything has loaded the Worker, which registers them.
      setupFiles: ['./tests/workerd/worker.ts'],
      // vitest-plugin 1.4.0 cannot read vitest 5.1's module cache.
      fsModuleCache: false,
      // Three libraries of hundreds of modules, which workerd would fetch one by one for each file.
      deps: { optimizer: { ssr: { enabled: true, include: ['arktype', 'valibot', 'zod'] } } },
      ...test,
    },
  }
}

export default defineConfig({
  test: {
    // Most files wait for servers, and one runs in workerd: three at once keep two processors busy.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    sequence: { sequencer: SlowFirst },
    // Vitest sees what nobody awaits as well; tests/workerd/rpc/silence.test.ts is about what we say of it.
    onUnhandledError: ({ message }) => !/\b(on purpose|of Silent)\b/.test(message),
    reporters: ['default', new ClosingLineReporter()],
    projects: [
      {
        test: {
          ...limits,
          name: 'node',
          include: ['packages/*/{src,test}/**/*.test.ts'],
          // Most are done sooner than a process has started.
          isolate: false,
        },
      },
      inWorkerd({
        name: 'workerd',
        include: ['tests/workerd/**/*.test.ts'],
        exclude: ringing,
        // Loading the classes takes longer than the tests of most files. So files share a workerd, and no
        // two files give objects of a class the same name.
        isolate: false,
      }),
      inWorkerd({ name: 'workerd alone', include: ringing }),
      {
        test: {
          ...limits,
          name: 'docs',
          include: ['tests/docs/**/*.test.ts'],
          globalSetup: ['./tests/compile-cache.ts'],
        },
      },
      {
        test: {
          ...limits,
          name: 'types',
          include: ['tests/types/**/*.test.ts'],
        },
      },
      {
        test: {
          ...limits,
          name: 'durability',
          include: ['tests/durability/**/*.test.ts'],
        },
      },
      {
        test: {
          ...limits,
          name: 'examples',
          include: ['tests/examples/**/*.test.ts'],
          globalSetup: ['./tests/compile-cache.ts', './tests/examples/global-setup.ts'],
          setupFiles: ['./tests/examples/wait-for-builds.ts'],
        },
      },
      {
        test: {
          ...limits,
          name: 'end to end',
          include: ['tests/end-to-end/**/*.test.ts'],
          globalSetup: ['./tests/compile-cache.ts', './tests/end-to-end/global-setup.ts'],
          setupFiles: ['./tests/end-to-end/wait-for-app.ts'],
        },
      },
    ],
  },
})
