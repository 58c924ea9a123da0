import { AsyncLocalStorage } from 'node:async_hooks'
import { DurableObjectDeadlockError } from '../../errors.ts'
import type { Turn } from './turn.ts'

/** A handler that holds its object while it waits for the ones behind it. */
export interface ChainLink {
  /** The object's id. */
  id: string
  /** As messages name it: `Counter 'alice' (increment)`. */
  label: string
}

/** `AsyncLocalStorage` as it is used here: its own type is unknown to apps without Node's types. */
interface CurrentTurn {
  getStore(): Turn | undefined
  run<R, Args extends unknown[]>(turn: Turn, fn: (...args: Args) => R, ...args: Args): R
  exit<R>(fn: () => R): R
}

/** The turn whose handler runs. One per runtime, also when a bundler loads this module twice. */
const key = Symbol.for('cloudwerk.turn')
const shared = globalThis as { [key]?: CurrentTurn }
shared[key] ??= new AsyncLocalStorage<Turn>()
export const currentTurn: CurrentTurn = shared[key]

/** The handlers that wait for what is called now, outermost first. */
export function currentChain(): readonly ChainLink[] {
  const turn = currentTurn.getStore()
  if (!turn?.alive) return []
  // In `outside` a handler does not hold its object; those who wait for it still hold theirs.
  return turn.isAway ? turn.chain : [...turn.chain, turn.link]
}

/**
 * Throws when the object that is about to be called waits for this very call. Checked at the caller,
 * since inside a transaction the input gate would hold the call back until the platform resets the
 * object.
 */
export function assertNoDeadlock(chain: readonly ChainLink[], id: string, method: string): void {
  const from = chain.findIndex((link) => link.id === id)
  if (from === -1) return
  const labels = chain.slice(from).map(({ label }) => label)
  throw new DurableObjectDeadlockError(
    `Calling '${method}' here would wait for itself: ${labels.join(' -> ')} -> ${method} of the first. ${
      labels.length === 1
        ? 'Call the method on this instead of on a stub of the same object'
        : 'Let one of them answer without the other'
    }, or make the call in this.outside(() => …).`,
    labels,
  )
}
