import { encodeElements } from './encode-shown.ts'
import { leaveFewMoved } from './few-moved.ts'
import { join, type ListNet, NEW, type Run } from './list-net.ts'
import { maskBelow, startOf } from './mask.ts'
import type { Part } from './part.ts'
import type { Teller } from './tell-changes.ts'
import { compareTexts } from './text-change.ts'

/**
 * Tells which elements of a list are gone, moved, new and replaced. Returns which ones of the shown list it told as
 * a whole.
 */
export function tellList(teller: Teller, part: Part, net: ListNet): (index: number) => boolean {
  const list = part.raw as unknown[]
  const { runs: all, before } = cropped(net, list.length, part)
  const runs = leaveFewMoved(all)
  tellRuns(teller, part, { runs, before: before.length })
  const isWhole = wholeIndices(runs)
  tellReplaced(teller, part, { runs, first: before.first, net })
  return (index) => isWhole(index) || net.replaced.get(originAt(index) ?? -1)?.isWhole === true

  function originAt(index: number): number | undefined {
    const origin = originOf(runs, index)
    return origin === NEW ? undefined : origin + before.first
  }
}

interface Cropped {
  /** Of the elements that are shown, by their indices among those that were shown. */
  runs: Run[]
  before: { first: number; length: number }
}

/** Of a list that is shown in part, elements that come into sight are new ones. */
function cropped(net: ListNet, length: number, { mask }: Part): Cropped {
  const { runs, before } = net.finish(length)
  const start = startOf(length, mask)
  const first = startOf(before, mask)
  if (start === 0 && first === 0) return { runs, before: { first, length: before } }
  const shown: Run[] = []
  let index = 0
  for (const run of runs) {
    const hidden = Math.max(0, Math.min(start - index, run.count))
    index += run.count
    const { from, count } = { from: run.from + hidden, count: run.count - hidden }
    if (count === 0) continue
    if (run.from === NEW) shown.push({ from: NEW, count })
    else {
      const old = Math.max(0, Math.min(first - from, count))
      shown.push({ from: NEW, count: old }, { from: from + old - first, count: count - old })
    }
  }
  return { runs: join(shown), before: { first, length: before - first } }
}

function tellRuns(
  teller: Teller,
  part: Part,
  { runs, before }: { runs: Run[]; before: number },
): void {
  const known = runs.filter(({ from }) => from !== NEW)
  const isOrdered = known.every(({ from }, at) => at === 0 || from > (known[at - 1] as Run).from)
  if (isOrdered) {
    tellSplices(teller, part, { runs, before })
    return
  }
  const ordered = known.toSorted((a, b) => a.from - b.from)
  tellSplices(teller, part, { runs: ordered, before })
  const starts = new Map<Run, number>()
  let count = 0
  for (const run of ordered) {
    starts.set(run, count)
    count += run.count
  }
  const order = known.flatMap((run) => {
    return Array.from({ length: run.count }, (_, at) => (starts.get(run) as number) + at)
  })
  teller.add('#', part.path, `[${order}]`)
  const moved = runs.map((run) => (run.from === NEW ? run : { ...run }))
  let from = 0
  for (const run of moved) {
    if (run.from === NEW) continue
    run.from = from
    from += run.count
  }
  tellSplices(teller, part, { runs: moved, before: count })
}

/** For elements that stay in their order: from the first one on, so that the indices are those of the new list. */
function tellSplices(
  teller: Teller,
  part: Part,
  { runs, before }: { runs: Run[]; before: number },
): void {
  let index = 0
  let origin = 0
  let added = 0
  for (const { from, count } of [...runs, { from: before, count: 0 }]) {
    if (from === NEW) added += count
    else {
      tellSplice(teller, part, { index, gone: from - origin, added })
      index += added + count
      origin = from + count
      added = 0
    }
  }
}

function tellSplice(
  teller: Teller,
  part: Part,
  { index, gone, added }: { index: number; gone: number; added: number },
): void {
  if (gone === 0 && added === 0) return
  const list = part.raw as unknown[]
  const from = startOf(list.length, part.mask) + index
  const items = encodeElements(teller.tree, list, { mask: part.mask, from, count: added })
  teller.add('~', part.path, `${index}`, `${gone}`, `[${items}]`)
}

function tellReplaced(
  teller: Teller,
  part: Part,
  { runs, first, net }: { runs: Run[]; first: number; net: ListNet },
): void {
  const list = part.raw as unknown[]
  const start = startOf(list.length, part.mask)
  const below = maskBelow(list, part.mask)
  const indices: { index: number; old: unknown }[] = []
  let at = 0
  for (const { from, count } of runs) {
    if (from !== NEW) {
      for (const [origin, { old, isWhole }] of net.replaced) {
        const offset = origin - first - from
        if (isWhole && offset >= 0 && offset < count) indices.push({ index: at + offset, old })
      }
    }
    at += count
  }
  indices.sort((a, b) => a.index - b.index)
  for (let next = 0; next < indices.length; ) {
    const { index, old } = indices[next] as { index: number; old: unknown }
    let end = next + 1
    while (indices[end]?.index === index + end - next) end++
    const count = end - next
    next = end
    const value = list[start + index]
    const isHole = value === undefined && !(start + index in list)
    if (count > 1 || isHole) {
      tellSplice(teller, part, { index, gone: count, added: count })
      continue
    }
    const path = `${part.path},${index}`
    const change = compareTexts(old, value)
    if (change) {
      teller.add('t', path, `${change.start}`, `${change.gone}`, JSON.stringify(change.text))
    } else teller.add('=', path, teller.encode(value, below))
  }
}

/** Finds out quickly which elements are new ones. */
function wholeIndices(runs: Run[]): (index: number) => boolean {
  return (index) => originOf(runs, index) === NEW
}

/** The index that an element had; NEW for a new one. */
function originOf(runs: Run[], index: number): number {
  let offset = index
  for (const { from, count } of runs) {
    if (offset < count) return from === NEW ? NEW : from + offset
    offset -= count
  }
  return NEW
}
