import { AsyncLocalStorage } from 'node:async_hooks'
import { nativeTimers } from '../timeouts/native-timers.ts'

/** What one call of `outside` runs. */
interface Branch {
  /** The turn that it belongs to. */
  readonly turn: object
  readonly outer: Branch | undefined
  isAway: boolean
}

const current = new AsyncLocalStorage<Branch>()

/** Runs `fn` as what one branch of the turn does outside. */
export async function runAway<T>(turn: object, fn: () => T | Promise<T>): Promise<T> {
  const branch: Branch = { turn, outer: current.getStore(), isAway: true }
  try {
    return await current.run(branch, fn)
  } finally {
    branch.isAway = false
  }
}

/** Whether the running code is in a call of `outside` of this turn that has not returned. */
export function isOutside(turn: object): boolean {
  for (let at = current.getStore(); at; at = at.outer)
    if (at.turn === turn && at.isAway) return true
  return false
}

/**
 * Where the branches of a handler are, from its first call of `outside` on: the calls that it makes
 * beside each other, as in `Promise.all`. A branch is not seen until it calls `outside`, and its end
 * is not seen at all, so the counts are of the branches that are known.
 */
export class Branches {
  /** How many are in `outside`. */
  away = 0
  /** How many are back, or did not leave, and may be in the middle of something. */
  inside = 1
  /** How many of the branches inside are on their way out. */
  leaving = 0
  /** Settles when the changes of the branches that leave are committed. */
  ending: Promise<void> | undefined
  /** Whether the handler has the object. */
  holds = true
  /** When the last branch came back, in native milliseconds. */
  since = 0
  /** When the handler got the object, or first called `outside`, in native milliseconds. */
  heldSince: number = nativeTimers.now()
  /** Whether the handler cannot let others in before another branch comes back. */
  keeps = false
  /** Settles when the handler has the object again. */
  returning: Promise<void> | undefined

  leave(): void {
    this.inside = Math.max(0, this.inside - 1)
    this.away += 1
  }

  /** The handler has the object again, after it let others in. */
  beginAgain(): void {
    this.holds = true
    this.heldSince = nativeTimers.now()
  }

  comeBack(): void {
    this.away -= 1
    this.inside += 1
    this.since = nativeTimers.now()
    this.keeps = false
  }
}
