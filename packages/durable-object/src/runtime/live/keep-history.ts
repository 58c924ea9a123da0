import type { StateRows } from '../rows/state-rows.ts'
import type { Changes } from './changes.ts'
import type { LiveSettings } from './class-live.ts'
import type { History } from './history/history.ts'
import type { LiveFeed } from './live-feed.ts'

export interface KeepHistoryOptions {
  storage: DurableObjectStorage
  settings: LiveSettings
  /** Of the state. */
  rows: StateRows
  feed: LiveFeed
  changes: Changes
  epoch: string
}

/** Where changes are kept, and the rows that the state has to write so that they are. */
export function keepHistory(options: KeepHistoryOptions): {
  history: History | undefined
  rows: StateRows
} {
  const { settings, feed, rows, ...parts } = options
  const { keptFor, rules } = settings
  const kept = settings.history?.open({ ...parts, rows, keptFor, rules: rules.id })
  if (!kept) return { history: undefined, rows }
  feed.onPrepare = (operations) => kept.history.prepare(operations)
  return kept
}
