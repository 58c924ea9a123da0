import { ARRAY, type Kind } from '../format/kinds.ts'
import { HEADER, TAIL } from '../format/rows.ts'
import { keysOf } from '../tree/keyed.ts'
import type { Tree } from '../tree/tree.ts'
import { GONE, KeyIndex, type Rekeying } from './key-index.ts'
import { ContainerLoader } from './load-pages.ts'
import { createPage, type Page } from './page.ts'
import { PageList, type Written } from './page-list.ts'

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
  readonly pages: PageList
  /** Brings what is stored into memory. */
  readonly loader: ContainerLoader
  /** The order of its keys; undefined for an array. */
  readonly index: KeyIndex | undefined
  readonly #tree: Tree
  #raw: object
  #needsTags = false

  /** A container that is stored and not loaded. */
  constructor(tree: Tree, raw: object, kind: Kind, number: number) {
    this.#tree = tree
    this.#raw = raw
    this.kind = kind
    this.number = number
    this.pages = new PageList(number)
    this.index = kind === ARRAY ? undefined : new KeyIndex()
    this.loader = new ContainerLoader(tree, this)
  }

  /** A new container, whose single page the current commit writes and splits. */
  static create(tree: Tree, raw: object, kind: Kind, needsTags: boolean): Container {
    const container = new Container(tree, raw, kind, tree.numbers.allocate())
    const { index, pages } = container
    index?.reset(keysOf(raw))
    const page = createPage(pages.base + TAIL, index?.keys.length ?? (raw as unknown[]).length)
    container.loader.startWith(page)
    pages.mark(page, 0)
    container.#needsTags = needsTags
    return container
  }

  /** The container of row 1: an array with the state as its only element. */
  static createHeader(tree: Tree): Container {
    const header = new Container(tree, tree.root, ARRAY, 0)
    header.loader.startWith(createPage(HEADER, 1))
    return header
  }

  get raw(): object {
    return this.#raw
  }

  /** Some of it cannot be encoded as plain JSON, or has rows of its own. */
  get needsTags(): boolean {
    return this.#needsTags
  }

  /** Marks an entry as changed; `needsTags` concerns its new value. */
  mark(key: unknown, needsTags: boolean): void {
    const index = this.index ? this.index.at.get(key) : (key as number)
    if (index === undefined) return
    const page = this.pages.all[this.pages.find(index)] as Page
    this.loader.load(page)
    this.pages.mark(page, index - page.start)
    this.#touch(needsTags)
  }

  /**
   * Replaces `gone` entries with `added` new ones, before the raw array changes. Returns the undo.
   */
  resize({ index, gone, added, needsTags }: Resize): () => void {
    const before: [Page, Page][] = []
    const pages = this.pages.all
    const first = this.pages.find(index)
    const isFront = index === 0 && added === 0
    let left = gone
    let at = index - (pages[first] as Page).start
    this.loader.load(pages[first] as Page)
    this.loader.loadRange(index, index + gone)
    for (let position = first; ; position++) {
      const page = pages[position]
      if (!page) break
      const taken = Math.min(left, page.count - at)
      const more = position === first ? added : 0
      if (taken > 0 || more > 0) {
        before.push([page, { ...page }])
        if (isFront && at === 0) {
          page.skip += taken
          page.from = Math.max(0, page.from - taken)
          this.pages.mark(page, Infinity)
        } else this.pages.mark(page, at)
        page.count += more - taken
        left -= taken
        if (position < pages.length - 1 && more !== taken) this.pages.moved()
      }
      at = 0
      if (left === 0) break
    }
    this.#touch(needsTags)
    return () => {
      for (const [page, { count, skip, from }] of before) Object.assign(page, { count, skip, from })
      this.pages.moved()
    }
  }

  /** Appends a key. Returns the undo. */
  add(key: unknown, needsTags: boolean): () => void {
    const index = this.index as KeyIndex
    const undo = this.resize({ index: index.keys.length, gone: 0, added: 1, needsTags })
    index.add(key)
    return () => {
      undo()
      index.pop()
    }
  }

  /** Removes a key. Its slot stays until the index is compacted. Returns the undo. */
  remove(key: unknown): () => void {
    const index = this.index as KeyIndex
    this.mark(key, false)
    const slot = index.remove(key)
    return () => index.restore(slot, key)
  }

  /** Replaces keys; each keeps its slot. */
  rename(names: ReadonlyMap<unknown, unknown>): void {
    for (const [from, to] of names) this.index?.rename(from, to)
  }

  /** The keys of another raw value take the place of its own. Returns the undo. */
  rekey(keys: Rekeying, needsTags: boolean): () => void {
    const { removed, inserted, changed } = keys
    for (const key of removed) this.mark(key, false)
    for (const key of changed) this.mark(key, needsTags)
    if (removed.length === 0 && inserted.length === 0) return () => {}
    // From the last one on, so that the other slots stay right.
    const undos = inserted.toReversed().map(({ slot, keys: { length } }) => {
      return this.resize({ index: slot, gone: 0, added: length, needsTags })
    })
    const undoKeys = (this.index as KeyIndex).rearrange(keys)
    return () => {
      for (const undo of undos.reverse()) undo()
      undoKeys()
    }
  }

  /** From now on the rows belong to another raw value. */
  moveTo(raw: object): void {
    this.#tree.containers.delete(this.#raw)
    this.#tree.containers.set(raw, this)
    this.#raw = raw
  }

  /** The slots of a page that have an entry. */
  slots(page: Page): number[] {
    this.pages.recount()
    const slots: number[] = []
    for (let slot = page.start; slot < page.start + page.count; slot++) {
      if (this.index?.keys[slot] !== GONE) slots.push(slot)
    }
    return slots
  }

  keyAt(slot: number): unknown {
    return this.index ? this.index.keys[slot] : slot
  }

  /** Something in it needs tags. */
  foundTags(): void {
    this.#needsTags = true
  }

  /** A commit has written what changed. */
  written(what: Written, hasEmptied: boolean): void {
    this.pages.written(what)
    this.#compact(hasEmptied)
  }

  /** Removes the slots of removed keys, once a page is gone or most slots are empty. */
  #compact(always: boolean): void {
    const { index } = this
    if (!index || !(always || index.keys.length > 2 * index.at.size + 16)) return
    if (index.keys.length === index.at.size) return
    index.reset(index.live())
    // Right after a commit a row has only keys that are in use.
    for (const page of this.pages.all) page.count = page.stored
    this.pages.moved()
  }

  #touch(needsTags: boolean): void {
    this.pages.repair()
    if (needsTags) this.#needsTags = true
    this.#tree.touched.add(this)
  }
}
