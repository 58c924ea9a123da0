import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { ClosingLineReporter } from './tests/closing-line-reporter.ts'

export default defineConfig({
  test: {
    reporters: ['default', new ClosingLineReporter()],
    projects: [
      {
        test: {
          name: 'node',
          include: ['packages/*/{src,test}/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            main: './tests/workerd/worker.ts',
            verbose: false,
            wrangler: { configPath: './tests/workerd/wrangler.jsonc' },
          }),
        ],
        test: {
          name: 'workerd',
          include: ['tests/workerd/**/*.test.ts'],
          // Tests reach objects before anything has loaded the Worker, which registers them.
          setupFiles: ['./tests/workerd/worker.ts'],
          // vitest-plugin 1.4.0 cannot read vitest 5.1's module cache.
          fsModuleCache: false,
        },
      },
      {
        test: {
          name: 'docs',
          include: ['tests/docs/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'types',
          include: ['tests/types/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'durability',
          include: ['tests/durability/**/*.test.ts'],
          // Each kills servers under load; one at a time leaves them the machine.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'examples',
          include: ['tests/examples/**/*.test.ts'],
          globalSetup: ['./tests/examples/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'end to end',
          include: ['tests/end-to-end/**/*.test.ts'],
          globalSetup: ['./tests/end-to-end/global-setup.ts'],
          // Each serves an app of its own; one at a time leaves them the machine.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
