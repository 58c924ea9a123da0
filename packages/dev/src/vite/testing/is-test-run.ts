/**
 * Whether Vitest itself reads the configuration. A process that a test starts inherits `VITEST` too, but
 * also has the number of the test's worker.
 */
export function isTestRun(): boolean {
  return process.env.VITEST !== undefined && process.env.VITEST_WORKER_ID === undefined
}
