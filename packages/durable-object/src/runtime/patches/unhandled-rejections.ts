import { currentTurn } from '../turns/current-turn.ts'
import { reportRejection, type Unawaited } from '../turns/unawaited.ts'

/** Where a rejection is noted, by its promise. */
const noted = new WeakMap<Promise<unknown>, Unawaited>()

/**
 * Logs failures that nothing awaits: calls of other objects, and what a handler does in timers or after
 * its end. The platform shows them only in the console of a debugger (workerd 1.20261006).
 */
export function patchUnhandledRejections(): void {
  addEventListener('unhandledrejection', ({ promise, reason }) => {
    const turn = currentTurn.getStore()
    // It may be awaited later in the handler.
    if (!turn?.alive) return reportRejection(reason, turn, turn?.unawaited)
    turn.unawaited.rejections.set(promise, reason)
    noted.set(promise, turn.unawaited)
  })
  addEventListener('rejectionhandled', ({ promise }) => {
    noted.get(promise)?.rejections.delete(promise)
  })
}
