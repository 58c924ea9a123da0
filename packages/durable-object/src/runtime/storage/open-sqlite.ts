import { SqlRows, type StateRows } from '../rows/state-rows.ts'
import type { ClockedObject } from '../time/clock.ts'
import { SqliteKeys, type StoredKeys } from './stored-keys.ts'

/** Where an object of a SQLite-backed class is stored. */
export function openSqlite(native: ClockedObject): { rows: StateRows; keys: StoredKeys } {
  return { rows: new SqlRows(native.storage), keys: new SqliteKeys(native) }
}
