export type RowData = string | ArrayBuffer

export interface Row {
  id: number
  data: RowData
}

/** The only thing that touches SQLite. `id` is the INTEGER PRIMARY KEY; every call is synchronous. */
export interface Rows {
  read(id: number): RowData | null
  /** Rows with from <= id <= to, ascending. */
  range(from: number, to: number): Iterable<Row>
  /** The row with the highest id in from..to. */
  last(from: number, to: number): Row | null
  write(id: number, data: RowData): void
  remove(id: number): void
  /** Runs several writes so that all of them are stored, or none. */
  together(write: () => void): void
}

export const VERSION = 1

/** Row ids: row 1 holds the root; container n owns the ids from n * SPAN, in three areas. */
export const HEADER = 1
export const SPAN: number = 2 ** 32
export const DIRECTORY = 1
export const SPLIT: number = 2 ** 30
/** The open last page of a container is always its highest id, so waking finds it in one read. */
export const TAIL: number = 2 ** 31

/** Ids above it would not be safe integers. Older code could go past it, so there are some that did. */
export const HIGHEST_NUMBER: number = 2 ** 21 - 1

export function numberOf(id: number): number {
  return Math.floor(id / SPAN)
}

/** The distance from one id of a container to the next; past the safe integers not each one exists. */
export function stepOf(number: number): number {
  return number > HIGHEST_NUMBER ? 1024 : 1
}
