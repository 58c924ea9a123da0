import type { Entry, HistoryRow, Position } from './stored-history.ts'

/** The end of what these rows tell. */
export function endOf(rows: readonly HistoryRow[]): Position | undefined {
  const last = rows.at(-1)
  const entry = last?.entries.at(-1)
  return last && entry && [last.epoch, entry.number]
}

/** Of rows in their order, the last ones that go on from each other. */
export function connected(rows: readonly HistoryRow[], rules: string): HistoryRow[] {
  let first = rows.length
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at] as HistoryRow
    if (row.rules !== rules) break
    first = at
    const end = endOf(rows.slice(at - 1, at))
    const isNext = rows[at - 1]?.sequence === row.sequence - 1 && isSame(row.before, end)
    if (!isNext) break
  }
  return rows.slice(first)
}

/** What came after a position; undefined where it is not known to be one. */
export function entriesAfter(
  rows: readonly HistoryRow[],
  [epoch, number]: Position,
): Entry[] | undefined {
  const all = rows.flatMap(({ entries }) => entries)
  let at = 0
  for (const row of rows) {
    // What came before may be gone.
    if (isSame(row.before, [epoch, number])) return all.slice(at)
    for (const entry of row.entries) {
      if (row.epoch === epoch && entry.from <= number && number < entry.number) return all.slice(at)
      at += 1
    }
  }
  const end = endOf(rows)
  return isSame(end, [epoch, number]) ? [] : undefined
}

function isSame(a: Position | null | undefined, b: Position | null | undefined): boolean {
  return a?.[0] === b?.[0] && a?.[1] === b?.[1] && a != null
}
