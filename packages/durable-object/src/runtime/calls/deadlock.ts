import { DurableObjectDeadlockError } from '../../errors.ts'

/** A handler that holds its object while it waits for the handlers behind it. */
export interface ChainLink {
  /** The object's id. */
  id: string
  /** As messages name it: `Counter 'alice' (increment)`. */
  label: string
}

/** A turn whose handler may wait for what it calls. */
export interface WaitingTurn {
  readonly alive: boolean
  /** Whether others may have its object meanwhile. */
  readonly isAway: boolean
  /** The handlers in other objects that wait for this one, outermost first. */
  readonly chain: readonly ChainLink[]
  readonly link: ChainLink
}

const noChain: readonly ChainLink[] = []

/** The handlers that wait for what the turn calls now, outermost first. */
export function chainOf(turn: WaitingTurn | undefined): readonly ChainLink[] {
  if (!turn?.alive) return noChain
  // In `outside` a handler does not hold its object, but the handlers that wait for it hold theirs.
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
