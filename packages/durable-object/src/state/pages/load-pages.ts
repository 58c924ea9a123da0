import { damaged, isUndamaged } from '../format/damage.ts'
import { decodeRow, HOLE, hasTags } from '../format/decode.ts'
import { valuesPerEntry } from '../format/kinds.ts'
import { DIRECTORY, type Row, SPLIT, TAIL } from '../format/rows.ts'
import { markRead } from '../tree/inspection.ts'
import { setKey } from '../tree/keyed.ts'
import type { Tree } from '../tree/tree.ts'
import type { Container } from './container.ts'
import { createPage, type Directory, type Page } from './page.ts'

/** How many pages are read ahead, at most. */
const MOST_AHEAD = 63

/** Loads the entries of a container: of an array page by page, of others all at once. */
export class ContainerLoader {
  readonly #tree: Tree
  readonly #container: Container
  #isOpen = false
  /** How many pages are not in memory. */
  #unloaded = 0
  /** The page after the last one that was loaded by `loadAt`, and how many were loaded with that. */
  #nextPosition = -1
  #ahead = 0

  constructor(tree: Tree, container: Container) {
    this.#tree = tree
    this.#container = container
  }

  /** Whether the pages are known. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** For a container that is not stored yet, so that there is nothing to load. */
  startWith(page: Page): void {
    this.#container.pages.replace([page])
    this.#isOpen = true
  }

  /** Finds out which pages there are. Loads the last page of an array, or all pages of others. */
  open(): void {
    if (this.#isOpen) return
    const { raw, index, pages } = this.#container
    const tail = this.#readPages()
    if (index) {
      // Before anything else is on it, so that it has the same shape as others.
      markRead(raw)
      index.reset(this.#readKeyed(tail))
      this.#tree.lazy--
    } else {
      this.#unloaded = pages.all.length
      pages.recount()
      const { last } = pages
      ;(raw as unknown[]).length = last.start + last.count
      this.#fill(last, tail)
    }
    // Only now: where a row is damaged the next attempt must read it again, and throw again.
    this.#isOpen = true
  }

  /** Reads one page of an array. */
  load(page: Page): void {
    if (page.loaded) return
    const data = this.#tree.rows.read(page.id)
    if (data === null) throw damaged(page.id, 'it is missing')
    this.#container.pages.recount()
    this.#fill(page, this.#decode({ id: page.id, data }))
  }

  /** Loads the page that has this index; more of them where one after another is asked for. */
  loadAt(index: number): void {
    if (this.#unloaded === 0) return
    const { pages } = this.#container
    const position = pages.find(index)
    const page = pages.all[position]
    if (!page || page.loaded || index < page.start || index >= page.start + page.count) return
    this.load(page)
    this.#ahead = position === this.#nextPosition ? Math.min(2 * this.#ahead + 1, MOST_AHEAD) : 0
    this.#nextPosition = position + 1
    if (this.#ahead > 0) this.#loadAhead()
  }

  /** Reads the next pages at once. What is damaged there is read again when it is asked for. */
  #loadAhead(): void {
    const { all } = this.#container.pages
    const run: Page[] = []
    for (let at = this.#nextPosition; run.length < this.#ahead; at++) {
      const page = all[at]
      if (!page || page.loaded || (run.length > 0 && !isNext(page, run.at(-1) as Page))) break
      run.push(page)
    }
    const [first, last] = [run[0], run.at(-1)]
    if (!first || !last) return
    const waiting = new Map(run.map((page) => [page.id, page]))
    for (const row of this.#tree.rows.range(first.id, last.id)) {
      const page = waiting.get(row.id)
      if (page && !isUndamaged(() => this.#fill(page, this.#decode(row)))) break
    }
    this.#nextPosition += run.length
  }

  loadRange(from: number, to: number): void {
    if (this.#unloaded === 0) return
    const { pages } = this.#container
    for (let position = pages.find(from); position < pages.all.length; position++) {
      const page = pages.all[position] as Page
      if (page.start >= to) break
      this.load(page)
    }
  }

  loadAll(): void {
    this.open()
    if (this.#unloaded === 0) return
    const { pages } = this.#container
    pages.recount()
    const missing = pages.all.filter((page) => !page.loaded)
    const waiting = new Map(missing.map((page) => [page.id, page]))
    for (const row of this.#tree.rows.range(pages.base + SPLIT, pages.end)) {
      const page = waiting.get(row.id)
      if (page) this.#fill(page, this.#decode(row))
    }
    const lost = missing.find((page) => !page.loaded)
    if (lost) this.load(lost)
  }

  /** Reads the last row, and the directory rows if there are any; returns the last one, decoded. */
  #readPages(): unknown[] {
    const { rows } = this.#tree
    const { kind, pages } = this.#container
    const { base, end } = pages
    const row = rows.last(base, end)
    if (!row || row.id < base + TAIL) {
      throw damaged(base + TAIL, 'the last page of a part of the state is missing')
    }
    const tail = this.#decode(row)
    if (!Array.isArray(tail[0])) throw damaged(row.id, 'the page after it is missing')
    const [skip, directoryCount, ...listed] = tail[0] as [number, number, ...number[]]
    const found: Page[] = []
    const directories: Directory[] = []
    if (directoryCount) {
      for (const directory of rows.range(base + DIRECTORY, base + SPLIT - 1)) {
        const list = this.#decode(directory) as number[]
        addPages(found, list, { base, row: directory.id })
        directories.push({ id: directory.id, pages: list.length / 2 })
      }
    }
    for (const page of found) page.inDirectory = true
    if (directories.length !== directoryCount) {
      throw damaged(
        row.id,
        `it lists ${directoryCount} directory rows, but there are ${directories.length}`,
      )
    }
    addPages(found, listed, { base, row: row.id })
    const count = (tail.length - 1) / valuesPerEntry(kind)
    addPages(found, [row.id - base, count], { base, row: row.id })
    const [first] = found as [Page]
    first.skip = skip
    first.count -= skip
    pages.replace(found, { directories, listed, head: JSON.stringify(tail[0]), rest: '' })
    return tail
  }

  /**
   * Reads all entries of an object, a Map or a Set into the raw value; returns their keys in order.
   */
  #readKeyed(tail: unknown[]): unknown[] {
    const { raw, kind, pages } = this.#container
    const perEntry = valuesPerEntry(kind)
    const decoded = new Map<number, unknown[]>()
    if (pages.all.length > 1) {
      for (const row of this.#tree.rows.range(pages.base + SPLIT, pages.end)) {
        if (row.id !== pages.last.id) decoded.set(row.id, this.#decode(row))
      }
    }
    decoded.set(pages.last.id, tail)
    const keys: unknown[] = []
    for (const page of pages.all) {
      const row = decoded.get(page.id)
      if (!row) throw damaged(page.id, 'it is missing')
      const isComplete = (row.length - 1) % perEntry === 0
      if (!isComplete || (row.length < 2 && row !== tail)) {
        throw damaged(page.id, 'entries are missing')
      }
      const from = keys.length
      for (let at = 1; at < row.length; at += perEntry) {
        setKey(raw, row[at], row[at + 1])
        keys.push(row[at])
      }
      const count = keys.length - from
      Object.assign(page, { count, stored: count, loaded: true })
    }
    return keys
  }

  #decode({ id, data }: Row): unknown[] {
    if (hasTags(data)) this.#container.foundTags()
    return decodeRow(this.#tree, id, data)
  }

  #fill(page: Page, row: unknown[]): void {
    const { raw, pages } = this.#container
    if (fillPage(raw as unknown[], page, row)) pages.repairLater(page)
    if (--this.#unloaded > 0) return
    this.#tree.lazy--
    markRead(raw)
  }
}

/** Whether hardly any other row is between two pages that follow each other. */
function isNext({ id }: Page, before: Page): boolean {
  return id > before.id && id - before.id < 8
}

/** Adds the pages of a list of ids and counts; each id is the distance from the one before. */
function addPages(
  pages: Page[],
  list: number[],
  { base, row }: { base: number; row: number },
): void {
  let id = base
  for (let at = 0; at < list.length; at += 2) {
    id += list[at] as number
    const stored = list[at + 1] as number
    if (!Number.isInteger(id) || !Number.isInteger(stored)) {
      throw damaged(row, 'its list of pages is wrong')
    }
    pages.push(createPage(id, stored, { loaded: false }))
  }
}

/** Puts the elements of a row into an array. True if the row has fewer than the directory says. */
function fillPage(raw: unknown[], page: Page, row: unknown[]): boolean {
  const missing = page.stored + 1 - row.length
  // The first version could count entries that it had cut off at the front of a page twice.
  const isMiscounted = missing > 0 && missing <= page.skip
  if (isMiscounted) page.skip -= missing
  else if (missing !== 0) {
    throw damaged(page.id, `it has ${row.length - 1} entries instead of ${page.stored}`)
  }
  for (let at = 0; at < page.count; at++) {
    const value = row[1 + page.skip + at]
    if (value !== HOLE) raw[page.start + at] = value
  }
  page.loaded = true
  return isMiscounted
}
