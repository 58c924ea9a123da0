import type { Tree } from '../tree/tree.ts'
import type { Plan } from './commit.ts'
import type { Container } from './container.ts'
import { createPage, type Page } from './page.ts'
import { writeDirectories } from './page-directory.ts'

const MANY = 500
/**
 * How far the last page grows, in page sizes: far, since a new page costs a second row, but so that
 * the row, with its list of pages, still fits a page of SQLite.
 */
const FULL = 1.8

/** Writes the pages of a container that changed, splits long ones and removes empty ones. */
export function paginate(plan: Plan, container: Container, textAt: (slot: number) => string): void {
  const { all: pages, last } = container.pages
  const replaced = new Map<Page, Page[]>()
  let tail: string[] | undefined
  for (const page of container.pages.dirty) {
    const isLast = page === last
    if (page.from === Infinity && page.count > 0 && !isLast) continue
    const whole = isLast ? undefined : textOf(container, page, plan.tree)
    if (whole !== undefined) {
      plan.row(page.id, whole)
      continue
    }
    const slots = container.slots(page)
    if (slots.length === 0 && !isLast) {
      plan.remove(page.id)
      replaced.set(page, [])
      continue
    }
    // Only the last page keeps its texts, since only it grows entry by entry.
    const isWhole = isLast && slots.length === page.count && page.skip === 0
    const texts = isWhole ? container.pages.tail.slice(0, Math.min(page.from, page.count)) : []
    for (let at = texts.length; at < slots.length; at++) texts.push(textAt(slots[at] as number))
    const next = cutPage(plan, container, page, { texts, slots, isLast })
    if (isLast) tail = next.lastTexts
    if (next.pages) replaced.set(page, next.pages)
  }
  const appended = replaced.size === 1 ? replaced.get(last) : undefined
  const list = appended
    ? pages.slice(0, -1).concat(appended)
    : replaced.size > 0
      ? pages.flatMap((page) => replaced.get(page) ?? page)
      : pages
  const listing = writeDirectories(plan, container, list, replaced)
  const end = list[list.length - 1] as Page
  if (tail || listing.head !== container.pages.listing.head) {
    tail ??= container.slots(end).map(textAt)
    plan.row(end.id, `[${[listing.head, ...tail]}]`)
  }
  plan.after.push(() => {
    const hasEmptied = [...replaced.values()].some((parts) => parts.length === 0)
    container.written({ listing, tail, pages: list, appended }, hasEmptied)
  })
}

/** The row of a page of plain elements whose number is the same, if it is short enough. */
function textOf(container: Container, page: Page, tree: Tree): string | undefined {
  if (container.index || container.needsTags || page.skip > 0) return undefined
  if (page.count !== page.stored || page.count === 0) return undefined
  container.pages.recount()
  const elements = (container.raw as unknown[]).slice(page.start, page.start + page.count)
  const text = JSON.stringify(elements)
  return text.length <= tree.inline ? `[0,${text.slice(1)}` : undefined
}

interface Cut {
  /** The pages that take its place, if the list of pages or one of its counts changes. */
  pages?: Page[]
  lastTexts: string[]
}

function cutPage(
  plan: Plan,
  container: Container,
  page: Page,
  { texts, slots, isLast }: { texts: string[]; slots: number[]; isLast: boolean },
): Cut {
  const total = texts.reduce((sum, text) => sum + text.length + 1, 0)
  const { pageSize } = plan.tree
  // Waking reads the list of pages, so a big container has fewer; each still fits a page of SQLite.
  const size = container.pages.all.length + total / pageSize > MANY ? 1.75 * pageSize : pageSize
  const most = !isLast ? 2 * size : container.pages.listing.head === '' ? size : FULL * pageSize
  const sizes = total <= most ? [texts.length] : cut(texts, size, isLast ? most : size)
  const next: Page[] = []
  let lastTexts: string[] = []
  let from = 0
  let slot = page.start
  for (const size of sizes) {
    const to = from + size
    const end = to === texts.length ? page.start + page.count : (slots[to] as number)
    const isFirst = from === 0
    const id = isFirst ? page.id : isLast ? container.pages.nextTail() : container.pages.nextSplit()
    // The former last page must no longer look like one, so that a missing row is noticed.
    const isWritten =
      !isLast && isFirst && page.from >= end - slot && page.stored - page.skip === size
    lastTexts = texts.slice(from, to)
    const part = isWritten
      ? { ...page, count: end - slot, from: Infinity }
      : createPage(id, end - slot, { stored: size })
    next.push(part)
    if (!isWritten && !(isLast && to === texts.length)) plan.row(id, `[${['0', ...lastTexts]}]`)
    from = to
    slot = end
  }
  const [only] = next as [Page]
  // Directories have no counts of keyed pages, so that removing a key costs one row.
  const isMiscounted = !isLast && !container.index && (page.stored !== only.stored || page.skip > 0)
  if (sizes.length > 1 || isMiscounted) {
    return { pages: next, lastTexts }
  }
  plan.after.push(() => Object.assign(page, { skip: only.skip, stored: only.stored }))
  return { lastTexts }
}

/**
 * How many texts go into each page. `first` is the length of the first page, `size` of the others.
 */
function cut(texts: string[], size: number, first: number): number[] {
  const sizes: number[] = []
  let count = 0
  let length = 0
  for (const text of texts) {
    const most = sizes.length === 0 ? first : size
    if (count > 0 && length + text.length > most) {
      sizes.push(count)
      count = length = 0
    }
    count++
    length += text.length + 1
  }
  sizes.push(count)
  return sizes
}
