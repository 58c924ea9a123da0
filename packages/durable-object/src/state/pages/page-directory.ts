import { stepOf } from '../format/rows.ts'
import type { Plan } from './commit.ts'
import type { Container } from './container.ts'
import type { Directory, Listing, Page } from './page.ts'

// The last row of a container lists the newest pages itself, so that a new page costs one row. They
// may take about a tenth of its text.
const PER_LISTED = 32
// A directory row that grows beyond this many times that size had insertions: all are written
// again.
const MOST = 4

/**
 * Writes the directory rows that changed. `replaced` has the pages that others take the place of.
 */
export function writeDirectories(
  plan: Plan,
  container: Container,
  pages: Page[],
  replaced: ReadonlyMap<Page, Page[]>,
): Listing {
  const { directories: old, rest: known } = container.pages.listing
  const skip = pages.length > 1 ? (pages[0] as Page).skip : 0
  if (replaced.size === 0 && known !== '') {
    return { ...container.pages.listing, head: headOf(skip, known) }
  }
  const most = Math.ceil(plan.tree.pageSize / PER_LISTED)
  let list = old
  let { listed } = container.pages.listing
  if (replaced.size > 0) {
    if ([...replaced.keys()].some((page) => page.inDirectory))
      list = rewrite(plan, container, replaced)
    if (list.some((directory) => directory.pages > MOST * most)) {
      for (const { id } of list) plan.remove(id)
      list = []
    }
    let inDirectories = list.reduce((sum, directory) => sum + directory.pages, 0)
    list = list.slice()
    let id = old[old.length - 1]?.id ?? container.pages.base
    for (; pages.length - 1 - inDirectories > most; inDirectories += most) {
      id += stepOf(container.number)
      list.push(write(plan, container, id, pages.slice(inDirectories, inDirectories + most)))
    }
    listed = listOf(container, pages.slice(inDirectories, -1))
  }
  const rest = [list.length, ...listed].join()
  return { directories: list, listed, rest, head: headOf(skip, rest) }
}

function headOf(skip: number, rest: string): string {
  return `[${skip},${rest}]`
}

function rewrite(
  plan: Plan,
  container: Container,
  replaced: ReadonlyMap<Page, Page[]>,
): Directory[] {
  let at = 0
  return container.pages.listing.directories.flatMap((directory) => {
    const group = container.pages.all.slice(at, at + directory.pages)
    at += directory.pages
    if (!group.some((page) => replaced.has(page))) return directory
    const pages = group.flatMap((page) => replaced.get(page) ?? page)
    if (pages.length > 0) return write(plan, container, directory.id, pages)
    plan.remove(directory.id)
    return []
  })
}

function write(plan: Plan, container: Container, id: number, pages: Page[]): Directory {
  plan.row(id, `[${listOf(container, pages)}]`)
  plan.after.push(() => {
    for (const page of pages) page.inDirectory = true
  })
  return { id, pages: pages.length }
}

/**
 * Ids as distances, each with the count of entries; 0 for keyed pages, which are counted on
 * loading.
 */
function listOf(container: Container, pages: Page[]): number[] {
  let before = container.pages.base
  return pages.flatMap(({ id, stored }) => {
    const distance = id - before
    before = id
    return [distance, container.index ? 0 : stored]
  })
}
