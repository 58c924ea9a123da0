import type { StateRows } from '../rows/state-rows.ts'

/** Before the rows of the state. It exists only after an alarm has failed. */
const retryRow = -2
const longestDelay = 3_600_000

/** An alarm that failed. */
export interface AlarmRetry {
  /** How often. */
  failures: number
  /** When it is tried again, which distinguishes it from an alarm that was set meanwhile. */
  at: number
}

export function readRetry(rows: StateRows, row: number = retryRow): AlarmRetry | null {
  const data = rows.read(row)
  return typeof data === 'string' ? (JSON.parse(data) as AlarmRetry) : null
}

export function noteRetry(rows: StateRows, retry: AlarmRetry, row: number = retryRow): void {
  rows.write(row, JSON.stringify(retry))
}

export function removeRetry(rows: StateRows, row: number = retryRow): void {
  rows.remove(row)
}

/** 2, 4, 8 … seconds, plus up to a quarter so that not all come at once; an hour at most. */
export function retryDelay(failures: number): number {
  const delay = 1_000 * 2 ** Math.min(failures, 12) * (1 + Math.random() / 4)
  return Math.round(Math.min(delay, longestDelay))
}
