import type { Reporter, TestModule } from 'vitest/node'

/** Ends the output with one line that programs can parse: `12 passed, 0 failed`. */
export class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1
      // A file that fails to load has no tests, but counts as a failure.
      if (module.errors().length > 0) count.failed += 1
    }
    const skipped = count.skipped + count.pending
    const failed = count.failed + unhandled.length
    // Deferred, since the default reporter prints its summary in this turn of the event loop.
    setTimeout(() => {
      console.log(
        `\n${count.passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`,
      )
    })
  }
}
