import { SPAN, SPLIT, stepOf, TAIL } from '../format/rows.ts'
import type { Listing, Page } from './page.ts'

/** What a commit wrote of the pages. */
export interface Written {
  listing: Listing
  /** The texts of the entries of the last page, if its row was written. */
  tail: string[] | undefined
  /** The pages there are now. */
  pages: Page[]
  /** The pages that the last page was split into, if no other page was. */
  appended: Page[] | undefined
}

/**
 * The pages of a container in order: where an index is, which pages changed, and ids for new ones.
 */
export class PageList {
  readonly #dirty = new Set<Page>()
  readonly #number: number
  #pages: Page[] = []
  /** Whether `start` of the pages is outdated. */
  #isStale = true
  #miscounted: Page | undefined
  #listing: Listing = { directories: [], listed: [], head: '', rest: '' }
  #tail: string[] = []
  #nextTail = 0
  #nextSplit = SPLIT

  constructor(number: number) {
    this.#number = number
  }

  /** Pages that changed since the last commit. */
  get dirty(): ReadonlySet<Page> {
    return this.#dirty
  }

  get listing(): Listing {
    return this.#listing
  }

  /** The texts of the entries of the last page, as they are in its row. */
  get tail(): string[] {
    return this.#tail
  }

  get all(): Page[] {
    return this.#pages
  }

  get last(): Page {
    return this.#pages[this.#pages.length - 1] as Page
  }

  /** Its ids are above this one. */
  get base(): number {
    return this.#number * SPAN
  }

  /** The highest id that one of its rows can have. */
  get end(): number {
    return this.base + SPAN - stepOf(this.#number)
  }

  ids(): number[] {
    return [...this.#pages, ...this.#listing.directories].map((row) => row.id)
  }

  /** The position of the page with this index: the last page that starts at or before it. */
  find(index: number): number {
    this.recount()
    const pages = this.#pages
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

  /** Updates `start` of the pages. */
  recount(): void {
    if (!this.#isStale) return
    let start = 0
    for (const page of this.#pages) {
      page.start = start
      start += page.count
    }
    this.#isStale = false
  }

  /** Call it when the count of a page has changed, unless it is the last one. */
  moved(): void {
    this.#isStale = true
  }

  replace(pages: Page[], listing: Listing = this.#listing): void {
    this.#pages = pages
    this.#listing = listing
    this.#miscounted = undefined
    this.#isStale = true
  }

  /** The entries of a page must be written, from this one on. */
  mark(page: Page, from: number): void {
    page.from = Math.min(page.from, from)
    this.#dirty.add(page)
  }

  /** The next change writes this page again, since its row has fewer entries than listed. */
  repairLater(page: Page): void {
    this.#miscounted = page
  }

  /** Call it with each change. */
  repair(): void {
    if (this.#miscounted) this.mark(this.#miscounted, 0)
  }

  written({ listing, tail, pages, appended }: Written): void {
    this.clean()
    this.#listing = listing
    if (tail) this.#tail = tail
    if (pages === this.#pages) return
    let { start } = this.last
    this.#pages = pages
    this.#miscounted = undefined
    if (!appended) this.#isStale = true
    for (const page of appended ?? []) {
      page.start = start
      start += page.count
    }
  }

  /** Memory and rows are equal again. */
  clean(): void {
    for (const page of this.#dirty) page.from = Infinity
    this.#dirty.clear()
  }

  /** An id for a page behind all others. */
  nextTail(): number {
    this.#nextTail = Math.max(this.#nextTail, this.last.id) + stepOf(this.#number)
    return this.#nextTail
  }

  /** An id for a page between others. */
  nextSplit(): number {
    for (const { id } of this.#pages) {
      if (id < this.base + TAIL) this.#nextSplit = Math.max(this.#nextSplit, id - this.base)
    }
    this.#nextSplit += stepOf(this.#number)
    return this.base + this.#nextSplit
  }
}
