import { join, NEW, type Run } from './list-net.ts'

/** With more runs than these it takes too long to find out which elements moved. */
const mostRuns = 64
/** An element takes about as much as this many numbers. */
const numbersPerElement = 40

/**
 * If only few elements of a long list have moved, as when it is sorted after each change, they become new ones: a new
 * order of all elements would be longer.
 */
export function leaveFewMoved(runs: Run[]): Run[] {
  const known = runs.filter(({ from }) => from !== NEW)
  if (known.length > mostRuns) return runs
  const staying = longestInOrder(known)
  if (staying.size === known.length) return runs
  const [all, moved] = [known, known.filter((run) => !staying.has(run))].map(countOf)
  if ((moved as number) * numbersPerElement > (all as number)) return runs
  return join(runs.map((run) => (staying.has(run) ? run : { from: NEW, count: run.count })))
}

function countOf(runs: Run[]): number {
  return runs.reduce((sum, { count }) => sum + count, 0)
}

/** The runs with the most elements that are in their old order. */
function longestInOrder(runs: Run[]): Set<Run> {
  /** For each run: how many elements there are in the best row that ends with it, and the run before it there. */
  const best: { count: number; before: number }[] = []
  let last = -1
  runs.forEach((run, at) => {
    const row = { count: run.count, before: -1 }
    for (let before = 0; before < at; before++) {
      const count = (best[before]?.count ?? 0) + run.count
      if ((runs[before] as Run).from < run.from && count > row.count) {
        Object.assign(row, { count, before })
      }
    }
    best.push(row)
    if (row.count > (best[last]?.count ?? 0)) last = at
  })
  const found = new Set<Run>()
  for (let at = last; at >= 0; at = best[at]?.before ?? -1) found.add(runs[at] as Run)
  return found
}
