import type { Plan } from './commit.ts'
import type { Container, Directory, Page } from './container.ts'
import { DIRECTORY } from './rows.ts'

// The last row of a container lists up to this many pages itself, so that a new page costs one row.
const LISTED = 64
// A directory row that grew past this is a sign of many insertions: all are written anew.
const MOST = 4 * LISTED

interface Directories {
  list: Directory[]
  /** What the container's last row says before its entries. */
  meta: string
}

/** Writes the directory rows that changed. */
export function writeDirectories(
  plan: Plan,
  container: Container,
  pages: Page[],
  replaced: ReadonlyMap<Page, Page[]>,
): Directories {
  const old = container.directories
  let list = isListedOnly(container, replaced) ? old : rewrite(plan, container, replaced)
  let recorded = 0
  for (const { pages: count } of list) recorded += count
  let open = pages.length - 1 - recorded
  if (list.some(({ pages: count }) => count > MOST)) {
    for (const { id } of list) plan.remove(id)
    recorded = 0
    open = pages.length - 1
    list = []
  }
  if (open > LISTED) {
    list = list.slice()
    let id = (old[old.length - 1]?.id ?? container.base + DIRECTORY - 1) + 1
    for (; open >= LISTED; open -= LISTED, recorded += LISTED) {
      list.push(write(plan, container, id++, pages.slice(recorded, recorded + LISTED)))
    }
  }
  const head = pages[0] as Page
  const rest = listOf(container, pages.slice(recorded, -1))
  const skip = pages.length > 1 ? head.skip : 0
  return { list, meta: `[${[skip, list.length, ...rest]}]` }
}

/** True when all that changed is in the last row's own list. */
function isListedOnly(container: Container, replaced: ReadonlyMap<Page, Page[]>): boolean {
  const { directories, pages } = container
  let recorded = 0
  for (const { pages: count } of directories) recorded += count
  const open = (pages[recorded] as Page).start
  for (const page of replaced.keys())
    if (page.start < open || page.count === 0) return recorded === 0
  return true
}

function rewrite(
  plan: Plan,
  container: Container,
  replaced: ReadonlyMap<Page, Page[]>,
): Directory[] {
  let at = 0
  return container.directories.flatMap((directory) => {
    const group = container.pages.slice(at, (at += directory.pages))
    if (!group.some((page) => replaced.has(page))) return directory
    const pages = group.flatMap((page) => replaced.get(page) ?? page)
    if (pages.length > 0) return write(plan, container, directory.id, pages)
    plan.remove(directory.id)
    return []
  })
}

function write(plan: Plan, container: Container, id: number, pages: Page[]): Directory {
  plan.row(id, `[${listOf(container, pages)}]`)
  return { id, pages: pages.length }
}

/** Ids as distances, each with the number of entries in the row (keyed containers count on reading). */
function listOf(container: Container, pages: Page[]): number[] {
  let before = container.base
  return pages.flatMap(({ id, stored }) => {
    const distance = id - before
    before = id
    return [distance, container.index ? 0 : stored]
  })
}
