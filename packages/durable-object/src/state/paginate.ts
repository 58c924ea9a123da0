import type { Plan } from './commit.ts'
import type { Container, Page } from './container.ts'
import { writeDirectories } from './directory.ts'
import { TAIL } from './rows.ts'

/** Gives a new container its pages. */
export function paginate(plan: Plan, container: Container, entries: string[]): void {
  const first = createPage(container.base + TAIL, entries.length)
  container.openWith([first])
  if (container.index) for (const key of container.rawKeys()) container.index.add(key)
  first.from = 0
  container.dirty.add(first)
  repaginate(plan, container, (_, at) => entries[at] as string)
}

/** Writes the pages of a container that changed, cuts those that grew, removes those that are empty. */
export function repaginate(
  plan: Plan,
  container: Container,
  textOf: (key: unknown, at: number) => string,
): void {
  const { pages } = container
  const last = pages[pages.length - 1] as Page
  const replaced = new Map<Page, Page[]>()
  let tail: string[] | undefined
  for (const page of container.dirty) {
    const isLast = page === last
    if (page.from === Infinity && page.count > 0 && !isLast) continue
    const entries = [...container.entries(page)]
    if (entries.length === 0 && !isLast) {
      plan.remove(page.id)
      replaced.set(page, [])
      continue
    }
    const texts = entries.map(({ key }, at) => textOf(key, at))
    const next = cutPage(plan, container, page, {
      texts,
      slots: entries.map(({ slot }) => slot),
      isLast,
    })
    if (isLast) tail = next.lastTexts
    if (next.pages) replaced.set(page, next.pages)
  }
  const list = replaced.size > 0 ? pages.flatMap((page) => replaced.get(page) ?? page) : pages
  const directories = writeDirectories(plan, container, list, replaced)
  const end = list[list.length - 1] as Page
  if (tail || directories.meta !== container.meta) {
    tail ??= [...container.entries(end)].map(({ key }, at) => textOf(key, at))
    plan.row(end.id, `[${[directories.meta, ...tail]}]`)
  }
  plan.after.push(() => {
    container.clean()
    container.directories = directories.list
    container.meta = directories.meta
    if (list !== pages) container.openWith(list)
    container.compact(list !== pages)
  })
}

interface Cut {
  /** The pages that take its place, if the list of pages or a count in it changes. */
  pages?: Page[]
  lastTexts: string[]
}

function cutPage(
  plan: Plan,
  container: Container,
  page: Page,
  { texts, slots, isLast }: { texts: string[]; slots: number[]; isLast: boolean },
): Cut {
  const { pageSize } = plan.tree
  const sizes = cut(texts, isLast ? pageSize : 2 * pageSize, pageSize)
  const next: Page[] = []
  let lastTexts: string[] = []
  let from = 0
  let slot = page.start
  for (const size of sizes) {
    const to = from + size
    const end = to === texts.length ? page.start + page.count : (slots[to] as number)
    const isFirst = from === 0
    const id = isFirst ? page.id : isLast ? container.nextTail() : container.nextSplit()
    const isWritten = isFirst && page.from >= end - slot && page.stored - page.skip === size
    lastTexts = texts.slice(from, to)
    const part = isWritten ? { ...page, count: end - slot } : createPage(id, end - slot, size)
    next.push(part)
    if (!isWritten && !(isLast && to === texts.length)) plan.row(id, `[${['0', ...lastTexts]}]`)
    from = to
    slot = end
  }
  const [only] = next as [Page]
  if (sizes.length > 1 || (!isLast && (page.stored !== only.stored || page.skip > 0))) {
    return { pages: next, lastTexts }
  }
  plan.after.push(() => Object.assign(page, { skip: only.skip, stored: only.stored }))
  return { lastTexts }
}

export function createPage(id: number, count: number, stored: number = count): Page {
  return { id, start: 0, count, skip: 0, stored, from: Infinity, loaded: true }
}

/** How many texts go into each page. */
function cut(texts: string[], most: number, size: number): number[] {
  let total = 0
  for (const text of texts) total += text.length + 1
  if (total <= most) return [texts.length]
  const sizes: number[] = []
  let count = 0
  let length = 0
  for (const text of texts) {
    if (count > 0 && length + text.length > size) {
      sizes.push(count)
      count = length = 0
    }
    count++
    length += text.length + 1
  }
  sizes.push(count)
  return sizes
}
