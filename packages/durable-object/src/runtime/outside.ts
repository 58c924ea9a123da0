import type { ObjectHost } from './object-host.ts'
import type { Turn } from './turn.ts'

/** Lets others in while `fn` runs, with what the turn changed so far committed. */
export async function runOutside<T>(
  host: ObjectHost,
  turn: Turn,
  fn: () => T | Promise<T>,
): Promise<T> {
  if (!turn.alive) return fn()
  if (turn.depth > 0) {
    throw new Error(
      `this.outside() cannot be used inside a transaction, init or start ('${turn.handler}' of ${host.describe()}). Do the slow work before or after it.`,
    )
  }
  if (turn.away === 0) {
    host.commit(turn)
    turn.alarmChanges = 0
    turn.away = 1
    turn.live?.leave(turn)
    host.queue.leave(turn)
  } else turn.away += 1
  try {
    return await fn()
  } finally {
    await comeBack(host, turn)
  }
}

/** The last branch to come back queues up; it was there before those who came meanwhile. */
async function comeBack(host: ObjectHost, turn: Turn): Promise<void> {
  if (turn.away > 1) {
    turn.away -= 1
    return
  }
  await host.queue.enter(turn, true)
  turn.away -= 1
  // Another branch went outside while this one waited.
  if (turn.away > 0) {
    host.queue.leave(turn)
    return
  }
  turn.live?.comeBack(turn)
  if (!turn.deleted && !host.isCurrent(turn)) {
    turn.deleted = true
    throw new Error(
      `${host.describe()} was deleted while '${turn.handler}' was in this.outside(). Nothing of it is written from here on.`,
    )
  }
}
