import { SqlRows } from '../rows/sql-rows.ts'
import type { StateRows } from '../rows/state-rows.ts'
import type { AlarmState } from '../time/alarm-state.ts'
import { SqliteKeys, type StoredKeys } from './stored-keys.ts'

/** Where an object of a SQLite-backed class is stored. */
export function openSqlite(
  storage: DurableObjectStorage,
  alarms: AlarmState,
): { rows: StateRows; keys: StoredKeys } {
  return { rows: new SqlRows(storage), keys: new SqliteKeys(storage, alarms) }
}
