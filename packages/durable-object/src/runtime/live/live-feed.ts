import type { LiveState } from '../../state/index.ts'
import type { Audience, ViewRules } from './view-rules.ts'

/**
 * What viewers see of the state of one object, and how it changes. It records only between `watch` and
 * `unwatch`.
 *
 * - `attach` is called whenever the object has another LiveState: on waking, after a failed write, after
 *   `deleteAll`. From the next frame on everybody needs the view (`frame.operations` is undefined).
 * - `watch` when the first live socket has said hello, `unwatch` when the last one is gone.
 * - Each commit adds what it changed to the frame that `takeFrame` gives: take it when the outermost
 *   transaction has closed. Commits that were not taken are in one frame.
 * - `viewText` shows the state as it is in memory: call it in a turn that has changed nothing, or in the flush
 *   right after a commit (`takeFrame` first), never in the middle of a handler.
 */
export interface LiveFeed {
  readonly rules: ViewRules
  readonly isWatching: boolean
  attach(live: LiveState): void
  watch(): void
  unwatch(): void
  /** What has changed since the last call; undefined if nothing has. */
  takeFrame(): Frame | undefined
  /** The text of the view: a value of the protocol. */
  viewText(audience: Audience): string
}

export interface Frame {
  /**
   * The text of the list of operations that bring the view of this audience up to date: '[]' if it did not
   * change, undefined if only a new view is right (or is shorter). Encoded once per audience.
   */
  operations(audience: Audience): string | undefined
  /** Whether something under this key of the state may have changed, visible or not; for `derive`. */
  changes(key: string): boolean
}
