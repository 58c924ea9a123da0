import type { ChangedParts } from '../changes/changed-parts.ts'
import { UndoLog } from '../changes/undo-log.ts'
import { isUndamaged } from '../format/damage.ts'
import { type DataVersion, firstVersion } from '../format/data-version.ts'
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
import type { Recorder } from './recorder.ts'
import { Successors } from './successors.ts'
import { childrenOf, visit } from './visit.ts'

/** What has rows of its own. */
export type Stored = Container | Large

export interface Mark {
  readonly at: number
  readonly epoch: number
  /** How many links each handler had. */
  readonly links?: ReadonlyMap<Links, number> | undefined
}

/** The entry of a container whose row must be written for a change. */
export interface Spot {
  container: Container
  key: unknown
}

/** The raw values, which of them have rows, and what changed since the last commit. */
export class Tree {
  readonly rows: Rows
  /** Target length of a page's text. */
  readonly pageSize: number
  /** The longest text that a value may have within its parent's row. */
  readonly inline: number
  /** Holds the root value, so that replacing it is a change like any other. */
  readonly root: unknown[] = []
  readonly numbers: PartNumbers
  readonly containers: WeakMap<object, Container> = new WeakMap()
  readonly touched: Set<Container> = new Set()
  /** Loads what `console.log` prints. */
  readonly inspector: Inspector = createInspector(this)
  /** The version of the code, and of the data as the header has it or will have it. */
  codeVersion: DataVersion | undefined
  dataVersion: DataVersion = firstVersion
  /** Why it can no longer be changed. */
  closed: string | undefined
  readonly undoLog: UndoLog = new UndoLog()
  epoch = 0
  /** Only with the option `tracksParts`. */
  changed: ChangedParts | undefined
  /** How many containers are not completely in memory. */
  lazy = 0
  /** Of running handlers that have read a Date. */
  readonly showingDates: Set<Lens> = new Set()
  /** Counts changes, to detect whether there was one. */
  changes = 0
  /** Counts changes after which a part may be somewhere else. */
  moves = 0
  /** Parts that running handlers put at several places, or moved. */
  shared: SharedParts | undefined
  /** The links of running handlers; undefined while there are none. */
  linked: Set<Links> | undefined
  readonly successors: Successors = new Successors(this)
  recorder: Recorder | undefined
  /** Those of running handlers. */
  readonly #lenses = new Set<Lens>()

  constructor(rows: Rows, pageSize: number) {
    this.rows = rows
    this.numbers = new PartNumbers(rows)
    this.pageSize = pageSize
    this.inline = 2 * pageSize
    this.containers.set(this.root, Container.createHeader(this))
  }

  /**
   * The entry whose row shows a change at a place, and notes the change in `changed`. Even a place
   * that is no longer in the state may be in a part with rows of its own.
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

  /** Whether a place is still in the state. */
  holds(place: Place): boolean {
    return place.raw === this.root || this.above(place).at(-1) === this.root
  }

  /** The raw values that a place is in, the nearest first. */
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
    this.moves++
    this.recordInPlace(undo, dropped)
  }

  /** The same for a change that puts no part anywhere. */
  recordInPlace(undo: () => void, dropped: Stored[] = []): void {
    this.changes++
    this.undoLog.add(undo, dropped)
  }

  /** A part was put into `home`, and may be somewhere else too. */
  share(raw: object, options: { lens: Lens; home: object; key: unknown }): void {
    if (this.successors.has(raw)) this.#revive(raw, options.lens)
    if (!this.shared) {
      this.moves++
      this.shared = new SharedParts(this)
    }
    this.shared.add(raw, options)
  }

  /** The view of a part follows it to its new parent. */
  move(place: Place, parent: Place, key: unknown): void {
    if (place.parent)
      this.share(place.raw, { lens: place.lens, home: place.parent.raw, key: place.key })
    this.#cutOff(place, parent)
    place.parent = parent
    place.key = key
  }

  /** What was above `parent` may be below it by now, as when a linked list is reversed. */
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
    this.moves++
    const isRecent = mark?.epoch === this.epoch
    const floor = isRecent ? mark.at : 0
    this.undoLog.undoTo(floor)
    this.recorder?.undoTo(floor)
    if (floor === 0) this.settle()
    if (!this.linked) return
    for (const links of this.linked) {
      // A handler that is outside learns what happened to its parts when it comes back.
      if (!links.live) continue
      if (!mark) links.end()
      else links.goBack(isRecent ? (mark.links?.get(links) ?? 0) : links.committed)
    }
  }

  /** A handler has put an object into the state. */
  follow(links: Links): void {
    this.linked ??= new Set()
    this.linked.add(links)
  }

  /** A handler begins to use the state. */
  begin(lens: Lens): void {
    this.#lenses.add(lens)
  }

  /** A handler has ended. */
  end(lens: Lens): void {
    if (this.#lenses.delete(lens) && this.#lenses.size === 0) this.successors.forgetBefore()
    lens.links?.end()
    this.shared?.forget(lens)
    if (this.shared?.entries.size === 0) this.shared = undefined
  }

  /** Applies what handlers changed in objects that they had put in. */
  flush(): void {
    if (this.linked) for (const links of this.linked) links.flush()
  }

  /** Memory and rows are equal again, after a commit or an undo. */
  settle(): void {
    for (const container of this.touched) container.pages.clean()
    this.touched.clear()
    this.changed?.clear()
    this.undoLog.clear()
    this.shared?.settle()
  }

  /**
   * Everything with rows of its own in `value`, which is about to be removed. Loads it, so that it
   * can be read without the rows; what is damaged is removed too.
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

  /** Loads `value` and everything in it. */
  loadDeep(value: unknown): void {
    visit(value, (raw) => {
      if (raw instanceof Large) raw.get()
      else return this.load(raw)?.needsTags ?? true
      return false
    })
  }

  /** Loads the direct children of `raw`. */
  load(raw: object): Container | undefined {
    const container = this.containers.get(raw)
    container?.loader.loadAll()
    return container
  }

  /** The same; false if its rows are damaged. */
  tryToLoad(raw: object): boolean {
    return isUndamaged(() => this.load(raw))
  }

  /** Reads enough to know the keys or the length of `raw`. False if these rows are damaged. */
  tryToOpen(raw: object): boolean {
    return isUndamaged(() => this.containers.get(raw)?.loader.open())
  }

  /** A replaced value is put in again, so that its children are in both values. */
  #revive(raw: object, lens: Lens): void {
    const next = this.successors.latest(raw)
    this.successors.remove(raw)
    for (const child of childrenOf(raw)) {
      if (!isObject(child)) continue
      this.share(child, { lens, home: raw, key: undefined })
      this.share(child, { lens, home: next, key: undefined })
    }
  }
}
