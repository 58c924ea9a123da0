export type RowData = string | ArrayBuffer

export interface Row {
  id: number
  data: RowData
}

/** Reads and writes the rows. `id` is SQLite's INTEGER PRIMARY KEY. Every call is synchronous. */
export interface Rows {
  read(id: number): RowData | null
  /** Rows with from <= id <= to, ascending. */
  range(from: number, to: number): Iterable<Row>
  /** The row with the highest id in from..to. */
  last(from: number, to: number): Row | null
  write(id: number, data: RowData): void
  remove(id: number): void
  /** Runs several writes so that all of them are stored or none is. */
  together(write: () => void): void
}

export const VERSION = 1

/** Row 1 holds the root. Part n has the ids from n * SPAN on, a container's in three areas. */
export const HEADER = 1
export const SPAN: number = 2 ** 32
export const DIRECTORY = 1
export const SPLIT: number = 2 ** 30
/** The last page of a container has its highest id, so that waking finds it in one read. */
export const TAIL: number = 2 ** 31

/** Ids of higher numbers are not safe integers. Older code used some, so they may be stored. */
export const HIGHEST_NUMBER: number = 2 ** 21 - 1

export function numberOf(id: number): number {
  return Math.floor(id / SPAN)
}

/** The distance between ids of a container: beyond the safe integers not every number exists. */
export function stepOf(number: number): number {
  return number > HIGHEST_NUMBER ? 1024 : 1
}
