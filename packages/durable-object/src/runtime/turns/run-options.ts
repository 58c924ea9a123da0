import type { Turn, TurnOptions } from './turn.ts'

/** Runs a handler with its `this`. */
export type Call = (self: object) => unknown

/** Makes of a result what the caller gets; what it throws fails the handler. */
export type ToAnswer = (result: unknown, turn: Turn) => unknown

export interface RunOptions
  extends Pick<TurnOptions, 'chain' | 'reads' | 'sleeps' | 'record' | 'caller'> {
  /** For events that have no caller: wait for the turn without a limit. */
  waitsForever?: boolean
  toAnswer?: ToAnswer | undefined
  /** Makes of an error what the caller gets. */
  toCaller?: ((error: unknown) => unknown) | undefined
  /** Called in the turn of a handler that failed, once it was undone. */
  afterUndo?: Turn['afterUndo']
}
