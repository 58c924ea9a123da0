/** Consecutive entries of a container, in one row. */
export interface Page {
  readonly id: number
  /** The index of its first entry. */
  start: number
  /** How many entries it has in memory. */
  count: number
  /**
   * How many entries at the front of the row are removed; the container's last row has this number.
   */
  skip: number
  /** How many entries the row has, according to the directory. */
  stored: number
  /** The first entry that changed since the row was written; Infinity if none has. */
  from: number
  loaded: boolean
  /** Whether a directory row lists it, and not the last row of the container. */
  inDirectory: boolean
}

/** A row that lists the ids and counts of some pages. */
export interface Directory {
  readonly id: number
  /** How many pages. */
  readonly pages: number
}

/** Which rows a container has, as of the last commit. */
export interface Listing {
  readonly directories: Directory[]
  /** Ids and counts of the pages that are in no directory row, other than the last page. */
  readonly listed: number[]
  /**
   * What the last row has before its entries, as text: `[entries to skip in the first page,
   * directory rows, ...listed]`. Empty while nothing is written.
   */
  readonly head: string
  /** The same without the entries to skip, which change more often. Empty while it is not known. */
  readonly rest: string
}

export function createPage(
  id: number,
  count: number,
  { stored = count, loaded = true }: { stored?: number; loaded?: boolean } = {},
): Page {
  return { id, start: 0, count, skip: 0, stored, from: Infinity, loaded, inDirectory: false }
}
