import type { ChangedParts } from '../changes/changed-parts.ts'
import { UndoLog } from '../changes/undo-log.ts'
import { isUndamaged } from '../format/damage.ts'
import { Large } from '../format/large.ts'
import { PartNumbers } from '../format/part-numbers.ts'
import type { Rows } from '../format/rows.ts'
import type { Links } from '../links/links.ts'
import { SharedParts } from '../links/shared-parts.ts'
import { Container } from '../pages/container.ts'
import type { Lens } from '../views/lens.ts'
import { LOST, locate, Place } from '../views/place.ts'
import { createInspector, type Inspector } from './inspection.ts'
import { isObject } from './is-object.ts'
import { Successors } from './successors.ts'
import { visit } from './visit.ts'

/** A container or a large value: what has rows of its own. */
export type Stored = Container | Large

export interface Mark {
  readonly at: number
  readonly epoch: number
  /** How many links there were. */
  readonly links?: ReadonlyMap<Links, number> | undefined
}

/** The entry of the row group that a change falls into. */
export interface Spot {
  container: Container
  key: unknown
}

/** The raw values, what changed in them since the last commit, and what has rows of its own. */
export class Tree {
  readonly rows: Rows
  /** Target length of a page's text. */
  readonly pageSize: number
  /** The most text that a value takes inside another's row. */
  readonly inline: number
  /** Holds the root value, so that replacing it is a change like any other. */
  readonly root: unknown[] = []
  readonly numbers: PartNumbers
  readonly containers: WeakMap<object, Container> = new WeakMap()
  readonly touched: Set<Container> = new Set()
  /** Prints what is not in memory yet. */
  readonly inspector: Inspector = createInspector(this)
  /** Why nothing of it can be changed any more. */
  closed: string | undefined
  readonly undoLog: UndoLog = new UndoLog()
  epoch = 0
  /** Kept where someone asks for it. */
  changed: ChangedParts | undefined
  /** Containers that are not all in memory. */
  lazy = 0
  /** What handlers see who have read a Date and have not ended. */
  readonly showingDates: Set<Lens> = new Set()
  /** Counts changes, to see whether there was one. */
  changes = 0
  /** Parts that were put somewhere again since the last commit. */
  shared: SharedParts | undefined
  /** What the running handler's own objects became; undefined where it put in none. */
  linked: Set<Links> | undefined
  readonly successors: Successors = new Successors(this)

  constructor(rows: Rows, pageSize: number) {
    this.rows = rows
    this.numbers = new PartNumbers(rows)
    this.pageSize = pageSize
    this.inline = 2 * pageSize
    this.containers.set(this.root, Container.createHeader(this))
  }

  /**
   * Follows a place up to the root. One that no longer belongs to the state, or has moved, may still
   * be within a part that has rows of its own.
   */
  find(place: Place, key: unknown, count = 1): Spot | undefined {
    let spot: Spot | undefined
    let raw = place.raw
    let depth = 0
    let top: unknown
    let second: unknown
    const { shared } = this
    if (this.successors.has(raw)) return undefined
    for (let at = place; ; depth++) {
      if (shared) shared.touch(raw)
      if (!spot) {
        const container = this.containers.get(raw)
        if (container) spot = { container, key }
      }
      if (!at.parent) {
        this.changed?.add({ depth, top, second, count })
        return spot
      }
      second = top
      top = key
      const parent = this.successors.latest(at.parent.raw)
      key = locate(parent, raw, at.key)
      if (key === LOST) return spot
      at.key = key
      raw = parent
      at = at.parent
    }
  }

  /** Whether a place still belongs to the state. */
  holds(place: Place): boolean {
    return place.raw === this.root || this.above(place).at(-1) === this.root
  }

  /** What a place is within, from below. */
  above(place: Place): object[] {
    const found: object[] = []
    let raw = place.raw
    if (this.successors.has(raw)) return found
    for (let at = place; at.parent; at = at.parent) {
      const parent = this.successors.latest(at.parent.raw)
      if (locate(parent, raw, at.key) === LOST) break
      found.push(parent)
      raw = parent
    }
    return found
  }

  record(undo: () => void, dropped: Stored[] = []): void {
    this.changes++
    this.undoLog.add(undo, dropped)
  }

  /** A part is put where `home` is, while it may hang elsewhere too. */
  share(raw: object, options: { lens: Lens; home: object; key: unknown }): void {
    if (this.successors.has(raw)) this.#revive(raw, options.lens)
    this.shared ??= new SharedParts(this)
    this.shared.add(raw, options)
  }

  /** A view is followed to where its part is now. */
  move(place: Place, parent: Place, key: unknown): void {
    if (place.parent)
      this.share(place.raw, { lens: place.lens, home: place.parent.raw, key: place.key })
    this.#cutOff(place, parent)
    place.parent = parent
    place.key = key
  }

  /** What is said to be above `parent` may have been moved below it, as when a linked list is reversed. */
  #cutOff(place: Place, parent: Place): void {
    let cut: Place | undefined
    for (let at = parent; at.parent; at = at.parent) {
      if (locate(this.successors.latest(at.parent.raw), at.raw, at.key) === LOST) cut ??= at
      if (at.parent !== place) continue
      cut ??= at
      this.move(cut, new Place(place.lens, []), cut.key)
      return
    }
  }

  mark(): Mark {
    this.flush()
    const { epoch, linked } = this
    const links = linked && new Map([...linked].map((each) => [each, each.count]))
    return { at: this.undoLog.mark(), epoch, links }
  }

  undo(mark?: Mark): void {
    this.changes++
    const isRecent = mark?.epoch === this.epoch
    const floor = isRecent ? mark.at : 0
    this.undoLog.undoTo(floor)
    if (floor === 0) this.settle()
    if (!this.linked) return
    for (const links of this.linked) {
      // Another handler that is outside, and gets what has become of its parts when it comes back.
      if (!links.live) continue
      if (!mark) links.end()
      else links.goBack(isRecent ? (mark.links?.get(links) ?? 0) : links.committed)
    }
  }

  /** A handler puts in objects of its own. */
  follow(links: Links): void {
    this.linked ??= new Set()
    this.linked.add(links)
  }

  /** A handler has ended. */
  end(lens: Lens): void {
    lens.links?.end()
    this.shared?.forget(lens)
    if (this.shared?.entries.size === 0) this.shared = undefined
  }

  /** Brings in what code changed in objects that it has put in. */
  flush(): void {
    if (this.linked) for (const links of this.linked) links.flush()
  }

  /** Memory and rows say the same again. */
  settle(): void {
    for (const container of this.touched) container.pages.clean()
    this.touched.clear()
    this.changed?.clear()
    this.undoLog.clear()
    this.shared?.settle()
  }

  /**
   * Everything with rows of its own in `value`, which loses its place. It is loaded, so that it can
   * be read without them; what is damaged is no reason to keep it.
   */
  collect(value: unknown): Stored[] {
    const found: Stored[] = []
    visit(value, (raw) => {
      if (raw instanceof Large) {
        raw.tryToRead()
        if (raw.number) found.push(raw)
        return false
      }
      if (!this.tryToLoad(raw)) return false
      const container = this.containers.get(raw)
      if (container) found.push(container)
      return !container || container.needsTags
    })
    return found
  }

  /** Makes `value` present in memory with all that is in it. */
  loadDeep(value: unknown): void {
    visit(value, (raw) => {
      if (raw instanceof Large) raw.get()
      else return this.load(raw)?.needsTags ?? true
      return false
    })
  }

  /** Makes all direct children of `raw` present in memory. */
  load(raw: object): Container | undefined {
    const container = this.containers.get(raw)
    container?.loader.loadAll()
    return container
  }

  /** False where stored data is damaged. */
  tryToLoad(raw: object): boolean {
    return isUndamaged(() => this.load(raw))
  }

  /** Reads what can be known of `raw` without reading all of a list. False where that is damaged. */
  tryToOpen(raw: object): boolean {
    return isUndamaged(() => this.containers.get(raw)?.loader.open())
  }

  /** What was replaced lives on, so that its children hang in both. */
  #revive(raw: object, lens: Lens): void {
    const next = this.successors.latest(raw)
    this.successors.remove(raw)
    for (const child of childrenOf(raw)) {
      this.share(child, { lens, home: raw, key: undefined })
      this.share(child, { lens, home: next, key: undefined })
    }
  }
}

function childrenOf(raw: object): object[] {
  const values =
    raw instanceof Map
      ? [...raw].flat()
      : raw instanceof Set || Array.isArray(raw)
        ? [...raw]
        : Object.values(raw)
  return values.filter((value) => isObject(value))
}
