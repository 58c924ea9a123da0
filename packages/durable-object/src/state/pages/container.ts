import { damaged } from '../format/damage.ts'
import { decodeRow, HOLE, hasTags } from '../format/decode.ts'
import { DIRECTORY, type RowData, SPAN, SPLIT, stepOf, TAIL } from '../format/rows.ts'
import { markRead } from '../tree/inspection.ts'
import { keysOf, setKey } from '../tree/keyed.ts'
import type { Tree } from '../tree/tree.ts'
import { GONE, KeyIndex } from './key-index.ts'
import { createPage, type Directory, type Page } from './page.ts'

/** a: array, m: Map, s: Set, o: object, n: object without a prototype. */
export type Kind = 'a' | 'm' | 's' | 'o' | 'n'

interface Resize {
  index: number
  gone: number
  added: number
  /** Whether what is added needs tags. */
  needsTags: boolean
}

/** A part of the state with rows of its own: which entry is in which row, and what changed. */
export class Container {
  readonly kind: Kind
  readonly number: number
  readonly dirty: Set<Page> = new Set()
  raw: object
  pages: Page[] = []
  directories: Directory[] = []
  /** Which entries of the last commit's last row are not entries. */
  meta = ''
  /** The part of `meta` that lists pages. */
  listed: number[] = []
  /** The texts of the entries of the last page, as they are in its row. */
  tail: string[] = []
  index: KeyIndex | undefined
  /** Some of it cannot be encoded as plain JSON, or has rows of its own. */
  needsTags = false
  readonly #tree: Tree
  #opened = false
  #unloaded = 0
  #stale = false
  /** A page that is written anew with the next change, since its row has fewer entries than listed. */
  #miscounted: Page | undefined
  #nextTail = 0
  #nextSplit = SPLIT

  constructor(tree: Tree, raw: object, kind: Kind, number: number) {
    this.#tree = tree
    this.raw = raw
    this.kind = kind
    this.number = number
    if (kind !== 'a') this.index = new KeyIndex()
  }

  /** Whether it knows its pages. */
  get isOpen(): boolean {
    return this.#opened
  }

  get base(): number {
    return this.number * SPAN
  }

  /** The highest id that it can have. */
  get end(): number {
    return this.base + SPAN - stepOf(this.number)
  }

  ids(): number[] {
    return [...this.pages, ...this.directories].map((row) => row.id)
  }

  /** Marks the entry as changed; `needsTags` says so of what it holds now. */
  mark(key: unknown, needsTags: boolean): void {
    const index = this.index ? this.index.at.get(key) : (key as number)
    if (index === undefined) return
    const page = this.pages[this.#position(index)] as Page
    this.#load(page)
    page.from = Math.min(page.from, index - page.start)
    this.dirty.add(page)
    this.#touch(needsTags)
  }

  /** Puts `added` entries in the place of `gone`; before the raw array changes. Returns what undoes it. */
  resize({ index, gone, added, needsTags }: Resize): () => void {
    const before: [Page, Page][] = []
    const first = this.#position(index)
    const front = index === 0 && added === 0
    let left = gone
    let at = index - (this.pages[first] as Page).start
    this.#load(this.pages[first] as Page)
    this.loadRange(index, index + gone)
    for (let position = first; ; position++) {
      const page = this.pages[position]
      if (!page) break
      const taken = Math.min(left, page.count - at)
      const more = position === first ? added : 0
      if (taken > 0 || more > 0) {
        before.push([page, { ...page }])
        if (front && at === 0) {
          page.skip += taken
          page.from = Math.max(0, page.from - taken)
        } else page.from = Math.min(page.from, at)
        page.count += more - taken
        this.dirty.add(page)
        left -= taken
        if (position < this.pages.length - 1 && more !== taken) this.#stale = true
      }
      at = 0
      if (left === 0) break
    }
    this.#touch(needsTags)
    return () => {
      for (const [page, { count, skip, from }] of before) Object.assign(page, { count, skip, from })
      this.#stale = true
    }
  }

  /** Appends a key. Returns what undoes it. */
  add(key: unknown, needsTags: boolean): () => void {
    const index = this.index as KeyIndex
    const undo = this.resize({ index: index.keys.length, gone: 0, added: 1, needsTags })
    index.add(key)
    return () => {
      undo()
      index.pop()
    }
  }

  /** Takes a key away; its slot stays until the index is compacted. Returns what undoes it. */
  remove(key: unknown): () => void {
    const index = this.index as KeyIndex
    this.mark(key, false)
    const slot = index.remove(key)
    return () => index.restore(slot, key)
  }

  /** Fills in what the raw array has at this index. */
  loadAt(index: number): void {
    const page = this.pages[this.#position(index)]
    if (page && index >= page.start && index < page.start + page.count) this.#load(page)
  }

  loadRange(from: number, to: number): void {
    if (this.#unloaded === 0) return
    for (let position = this.#position(from); position < this.pages.length; position++) {
      const page = this.pages[position] as Page
      if (page.start >= to) break
      this.#load(page)
    }
  }

  /** What is printed of it: an array's first entries, all of the others. */
  loadFirst(count: number): void {
    this.open()
    this.loadRange(0, count)
  }

  loadAll(): void {
    this.open()
    if (this.#unloaded === 0) return
    if (this.#stale) this.#position(0)
    const waiting = new Map(
      this.pages.filter((page) => !page.loaded).map((page) => [page.id, page]),
    )
    for (const { id, data } of this.#tree.rows.range(this.base + SPLIT, this.end)) {
      const page = waiting.get(id)
      if (page) this.#fill(page, this.#decode(id, data))
    }
    const [lost] = [...waiting.values()].filter((page) => !page.loaded)
    if (lost) this.#load(lost)
  }

  /** Reads the last page and the directory; keyed containers are read whole. */
  open(): void {
    if (this.#opened) return
    const tree = this.#tree
    const row = tree.rows.last(this.base, this.end)
    if (!row || row.id < this.base + TAIL) {
      throw damaged(this.base + TAIL, 'the last page of a part of the state is missing')
    }
    const tail = this.#decode(row.id, row.data)
    if (!Array.isArray(tail[0])) throw damaged(row.id, 'the page after it is missing')
    const [skip, directoryCount, ...listed] = tail[0] as number[]
    const pages: Page[] = []
    const directories: Directory[] = []
    if (directoryCount) {
      for (const { id, data } of tree.rows.range(this.base + DIRECTORY, this.base + SPLIT - 1)) {
        const list = decodeRow(tree, id, data) as number[]
        this.#list(pages, list, id)
        directories.push({ id, pages: list.length / 2 })
      }
    }
    for (let at = 0; at < pages.length; at++) (pages[at] as Page).recorded = true
    if (directories.length !== directoryCount) {
      throw damaged(
        row.id,
        `it counts ${directoryCount} directory rows, there are ${directories.length}`,
      )
    }
    this.#list(pages, listed, row.id)
    const step = this.index && this.kind !== 's' ? 2 : 1
    this.#list(pages, [row.id - this.base, (tail.length - 1) / step], row.id, true)
    const [head] = pages as [Page]
    head.skip = skip as number
    head.count -= head.skip
    this.openWith(pages)
    this.#opened = false
    this.directories = directories
    this.meta = JSON.stringify(tail[0])
    this.listed = listed
    if (this.index) {
      this.#readKeyed(tail)
    } else {
      const { raw } = this
      this.#position(0)
      const { start, count } = pages[pages.length - 1] as Page
      ;(raw as unknown[]).length = start + count
      this.#fill(pages[pages.length - 1] as Page, tail)
    }
    this.#opened = true
  }

  openWith(pages: Page[]): void {
    this.pages = pages
    this.#opened = true
    this.#stale = true
    this.#unloaded = pages.filter((page) => !page.loaded).length
  }

  /** Takes the pages that a commit made; `appended` if only the last one was cut, into these. */
  relist(pages: Page[], appended?: Page[]): void {
    this.#miscounted = undefined
    let start = this.pages[this.pages.length - 1]?.start ?? 0
    this.pages = pages
    if (!appended) this.#stale = true
    for (const page of appended ?? []) {
      page.start = start
      start += page.count
    }
  }

  clean(): void {
    for (const page of this.dirty) page.from = Infinity
    this.dirty.clear()
  }

  rawKeys(): unknown[] {
    return keysOf(this.raw)
  }

  nextTail(): number {
    const last = (this.pages[this.pages.length - 1] as Page).id
    this.#nextTail = Math.max(this.#nextTail, last) + stepOf(this.number)
    return this.#nextTail
  }

  nextSplit(): number {
    for (const { id } of this.pages) {
      if (id < this.base + TAIL) this.#nextSplit = Math.max(this.#nextSplit, id - this.base)
    }
    this.#nextSplit += stepOf(this.number)
    return this.base + this.#nextSplit
  }

  /** Takes the slots of removed keys out when a page went or when they are the most. */
  compact(always: boolean): void {
    const { index } = this
    if (!index || !(always || index.keys.length > 2 * index.at.size + 16)) return
    if (index.keys.length === index.at.size) return
    this.index = new KeyIndex()
    for (const key of index.live()) this.index.add(key)
    // Right after a commit a page's row has just its live keys.
    for (const page of this.pages) page.count = page.stored
    this.#stale = true
  }

  #touch(needsTags: boolean): void {
    if (this.#miscounted) {
      this.#miscounted.from = 0
      this.dirty.add(this.#miscounted)
    }
    if (needsTags) this.needsTags = true
    this.#tree.touched.add(this)
  }

  #decode(id: number, data: RowData): unknown[] {
    if (hasTags(data)) this.needsTags = true
    return decodeRow(this.#tree, id, data)
  }

  #list(pages: Page[], list: number[], row: number, absolute = false): void {
    let id = 0
    for (let at = 0; at < list.length; at += 2) {
      id = (absolute ? 0 : id) + (list[at] as number)
      const stored = list[at + 1] as number
      if (!Number.isInteger(id) || !Number.isInteger(stored))
        throw damaged(row, 'its list of pages is wrong')
      pages.push(createPage(this.base + id, stored, { loaded: false }))
    }
  }

  #readKeyed(tail: unknown[]): void {
    const tree = this.#tree
    const rows = new Map<number, unknown[]>()
    // Before there is anything else on it, so that it has the shape of others.
    markRead(this.raw)
    const last = this.pages[this.pages.length - 1] as Page
    if (this.pages.length > 1) {
      for (const { id, data } of tree.rows.range(this.base + SPLIT, this.end)) {
        if (id !== last.id) rows.set(id, this.#decode(id, data))
      }
    }
    rows.set(last.id, tail)
    const index = new KeyIndex()
    for (const page of this.pages) {
      const row = rows.get(page.id)
      if (!row) throw damaged(page.id, 'it is missing')
      const isWhole = this.kind === 's' || row.length % 2 === 1
      if (!isWhole || (row.length < 2 && row !== tail))
        throw damaged(page.id, 'entries are missing')
      const from = index.keys.length
      for (let at = 1; at < row.length; at += this.kind === 's' ? 1 : 2) {
        setKey(this.raw, row[at], row[at + 1])
        index.add(row[at])
      }
      const count = index.keys.length - from
      Object.assign(page, { count, stored: count, loaded: true })
    }
    this.index = index
    this.#unloaded = 0
    tree.lazy--
    this.#stale = true
  }

  #load(page: Page): void {
    if (page.loaded) return
    const data = this.#tree.rows.read(page.id)
    if (data === null) throw damaged(page.id, 'it is missing')
    if (this.#stale) this.#position(0)
    this.#fill(page, this.#decode(page.id, data))
  }

  #fill(page: Page, row: unknown[]): void {
    const missing = page.stored + 1 - row.length
    // The first version could count what it had cut off at the front of a page once more.
    if (missing > 0 && missing <= page.skip) {
      page.skip -= missing
      this.#miscounted = page
    } else if (missing !== 0) {
      throw damaged(page.id, `it has ${row.length - 1} entries instead of ${page.stored}`)
    }
    const raw = this.raw as unknown[]
    for (let at = 0; at < page.count; at++) {
      const value = row[1 + page.skip + at]
      if (value !== HOLE) raw[page.start + at] = value
    }
    page.loaded = true
    if (--this.#unloaded > 0) return
    this.#tree.lazy--
    markRead(raw)
  }

  /** Which page has this index: the last one that starts at or before it. */
  #position(index: number): number {
    const { pages } = this
    if (this.#stale) {
      let start = 0
      for (const page of pages) {
        page.start = start
        start += page.count
      }
      this.#stale = false
    }
    let low = 0
    let high = pages.length - 1
    if ((pages[high] as Page).start <= index) return high
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((pages[middle] as Page).start <= index) low = middle
      else high = middle - 1
    }
    return low
  }

  /** The slots of a page that have an entry. */
  slots(page: Page): number[] {
    if (this.#stale) this.#position(0)
    const slots: number[] = []
    for (let slot = page.start; slot < page.start + page.count; slot++) {
      if (this.index?.keys[slot] !== GONE) slots.push(slot)
    }
    return slots
  }

  keyAt(slot: number): unknown {
    return this.index ? this.index.keys[slot] : slot
  }
}
