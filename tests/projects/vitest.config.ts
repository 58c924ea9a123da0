import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { ClosingLineReporter } from '../closing-line-reporter.ts'

/** Projects of other frameworks, which are too large to install in each run of `npm test`. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    name: 'projects',
    include: ['tests/projects/*.test.ts'],
    globalSetup: ['./tests/projects/global-setup.ts'],
    reporters: ['default', new ClosingLineReporter()],
    // They end what hangs: an installation may take minutes.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // Each project installs, builds and serves, which keeps a processor busy.
    maxWorkers: 2,
  },
})
