import { History } from '../live/history/history.ts'
import { HistoryRows } from '../live/history/history-rows.ts'
import { stateTable } from '../rows/sql-rows.ts'
import { clock } from '../time/clock.ts'
import type { HistoryFeature } from './features.ts'

const query = `SELECT id, data FROM ${stateTable} WHERE id > 0`

type StoredRow = { id: number; data: string | ArrayBuffer }

/** For `live` with `history`. */
export const history: HistoryFeature = {
  open({ storage, rows, ...options }) {
    const { sql } = storage
    // Not through the rows, which would have all of them in memory.
    const scan = () => (rows.last(1, Number.MAX_SAFE_INTEGER) ? sql.exec<StoredRow>(query) : [])
    const history = new History({ ...options, rows, scan, now: () => clock.now() })
    return { history, rows: new HistoryRows(rows, history) }
  },
}
