import type { Reporter, TestModule } from 'vitest/node'

/** Ends the run with one plain line that any program can read: `12 passed, 0 failed`. */
export class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1
      // A file that could not be loaded has no tests to count.
      if (module.errors().length > 0) count.failed += 1
    }
    const skipped = count.skipped + count.pending
    const failed = count.failed + unhandled.length
    // After the default reporter's summary, which is written in the same turn of the event loop.
    setTimeout(() => {
      console.log(
        `\n${count.passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`,
      )
    })
  }
}
