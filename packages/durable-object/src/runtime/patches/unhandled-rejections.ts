import { originOf } from '../calls/error-mark.ts'
import { currentTurn } from '../turns/current-turn.ts'
import { messageOf, tellLost } from '../turns/lost.ts'
import type { Turn } from '../turns/turn.ts'

/** The turns that noted a rejection, by its promise. */
const noted = new WeakMap<Promise<unknown>, Turn>()

/**
 * Logs failures that nothing awaits: calls of other objects, and what a handler does in timers or after
 * its end. The platform shows them only in the console of a debugger (workerd 1.20261006).
 */
export function patchUnhandledRejections(): void {
  addEventListener('unhandledrejection', ({ promise, reason }) => {
    const turn = currentTurn.getStore()
    // It may be awaited later in the handler.
    if (!turn?.alive) return tellRejection(turn, reason)
    turn.unhandled ??= new Map()
    turn.unhandled.set(promise, reason)
    noted.set(promise, turn)
  })
  addEventListener('rejectionhandled', ({ promise }) => {
    noted.get(promise)?.unhandled?.delete(promise)
  })
}

/** At the end of a turn. */
export function tellUnhandled(turn: Turn): void {
  for (const reason of turn.unhandled?.values() ?? []) tellRejection(turn, reason)
  turn.unhandled = undefined
}

function tellRejection(turn: Turn | undefined, error: unknown): void {
  const call = originOf(error)
  const what = call ? `A call to '${call.methodName}' of ${call.objectName}` : 'A promise'
  const where = turn ? ` in ${turn.describe()}` : ''
  tellLost({
    kind: `rejection ${turn?.handler} ${call?.objectName} ${call?.methodName}`,
    message: `${what}${where} failed while nothing awaited it: ${messageOf(error)}. Await it, or catch its error.`,
    error,
    stack: call && turn?.calls?.get(`${call.objectId} ${call.methodName}`)?.stack,
  })
}
