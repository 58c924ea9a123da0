/** Consecutive entries of a container, one row. */
export interface Page {
  readonly id: number
  start: number
  count: number
  /** Entries at the front of the row that are gone; the last row of the container says so. */
  skip: number
  /** Entries in the row, as the directory has it. */
  stored: number
  /** The first entry that the row does not show as it is; Infinity if there is none. */
  from: number
  loaded: boolean
  /** Listed in a directory row. */
  recorded: boolean
}

/** A row that lists the ids and counts of that many pages. */
export interface Directory {
  readonly id: number
  readonly pages: number
}

export function createPage(
  id: number,
  count: number,
  { stored = count, loaded = true }: { stored?: number; loaded?: boolean } = {},
): Page {
  return { id, start: 0, count, skip: 0, stored, from: Infinity, loaded, recorded: false }
}
