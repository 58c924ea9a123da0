import type { Bytes } from '../format/bytes.ts'
import { Large } from '../format/large.ts'
import { LinkedTraps } from '../links/linked-traps.ts'
import { Links } from '../links/links.ts'
import { isObject } from '../tree/is-object.ts'
import type { Tree } from '../tree/tree.ts'
import { ArrayTraps } from './array-traps.ts'
import { MapTraps, SetTraps } from './collection-traps.ts'
import { createDateView } from './date-view.ts'
import { KnownViews } from './known-views.ts'
import { ObjectTraps } from './object-traps.ts'
import { Place, placeOf } from './place.ts'
import { createRegExpView } from './regexp-view.ts'

/** What the engine needs to know of one handler. */
export interface Scope {
  alive: boolean
  /**
   * The handler's lens, which the state keeps here. A WeakMap from scopes to lenses cost several
   * microseconds of garbage collection per call.
   */
  lens?: Lens | undefined
  /** Called for a write after `alive` became false. Throws. */
  onDeadWrite(): never
  /** Called before each write with the part to change. Throws to refuse the write. */
  canWrite?(part: { readonly path: string }): void
}

/** What one handler sees of the tree. Each part has one view, so that `===` works. */
export class Lens {
  readonly tree: Tree
  readonly scope: Scope
  readonly root: Place
  /** The parts that the handler's objects became; undefined while there are none. */
  links: Links | undefined
  readonly #views: KnownViews
  /**
   * While it is outside: the parts that it had removed itself before, and the number of changes.
   */
  #left: { detached: Set<Place>; changes: number } | undefined
  /** Whether another handler has removed or moved a part that it had found. */
  #hasLost = false

  constructor(tree: Tree, scope: Scope) {
    this.tree = tree
    this.scope = scope
    this.root = new Place(this, tree.root)
    this.#views = new KnownViews(tree)
    if (scope.alive) tree.begin(this)
  }

  view(raw: object, parent: Place, key: unknown): unknown {
    const known = this.#views.find(raw, parent, key)
    if (known) {
      if (this.#hasLost) this.#findAgain(known, parent, key)
      // The time inside a Date is read without a trap.
      const place = this.links && known instanceof Date ? placeOf(known) : undefined
      place?.link?.look(place)
      return known
    }
    if (raw instanceof Large) return this.#lend(raw, parent, key)
    return this.#create(raw, parent, key)
  }

  /** The view that a raw value has, if there is one. */
  viewOf(raw: object): object | undefined {
    return this.#views.of(raw)
  }

  /** The raw value for a view or a linked object, to look for it; any other value as it is. */
  sought(value: unknown): unknown {
    if (!isObject(value)) return value
    return placeOf(value)?.raw ?? this.links?.sought(value) ?? value
  }

  /** The part to put where a view or a linked object is put; any other value as it is. */
  rawOf(value: unknown): unknown {
    if (!isObject(value)) return value
    return placeOf(value)?.raw ?? this.links?.rawOf(value) ?? value
  }

  placeOf(raw: object): Place | undefined {
    return raw === this.tree.root ? this.root : placeOf(this.#views.of(raw))
  }

  /** For an object that the handler puts in. */
  link(): Links {
    this.links ??= new Links(this)
    if (this.#left) this.links.live = false
    else this.tree.follow(this.links)
    return this.links
  }

  /** The handler has ended. */
  end(): void {
    this.tree.showingDates.delete(this)
    this.tree.end(this)
  }

  /** The handler lets other handlers run. */
  leave(): void {
    const detached = this.#places().filter((place) => !this.tree.holds(place))
    this.#left = { detached: new Set(detached), changes: this.tree.changes }
    this.links?.leave()
  }

  /** What other handlers removed meanwhile can no longer be written through this lens. */
  comeBack(): void {
    const left = this.#left
    this.#left = undefined
    if (left && left.changes !== this.tree.changes) {
      for (const place of this.#places()) {
        place.lost ||= !this.tree.holds(place) && !place.isWithin(left.detached)
        this.#hasLost ||= place.lost
      }
    }
    if (left && this.links) this.link().comeBack()
  }

  get isAsLeft(): boolean {
    return this.#left?.changes === this.tree.changes
  }

  /** A part that another handler had moved is read where it is now. */
  #findAgain(view: object, parent: Place, key: unknown): void {
    const place = placeOf(view)
    if (!place?.lost || parent.lost) return
    place.lost = false
    if (!this.tree.holds(place)) Object.assign(place, { parent, key })
  }

  /** Bytes are copied for the handler. What it changes in the copy is stored when it ends. */
  #lend(large: Large, { raw: home, lost }: Place, key: unknown): string | Bytes {
    if (large.type === '' || !this.scope.alive) return large.copy()
    const links = this.link()
    const known = links.ofRaw(large)
    if (known) {
      if (!lost) known.findAgain(home, key)
      return known.source as Bytes
    }
    // Named properties could not be stored.
    const copy = Object.preventExtensions(large.copy() as Bytes)
    links.lend(copy, large, { home, key })
    return copy
  }

  #places(): Place[] {
    return [...this.#views.all()].map(placeOf).filter((place) => place !== undefined)
  }

  #create(raw: object, parent: Place, key: unknown): object {
    if (this.tree.lazy > 0) this.tree.containers.get(raw)?.loader.open()
    const place = this.#createPlace(raw, parent, key)
    const view = place instanceof ObjectTraps ? show(place) : createValueView(place)
    this.#views.add(view, place, parent)
    return view
  }

  #createPlace(raw: object, parent: Place, key: unknown): Place {
    if (Array.isArray(raw)) return new ArrayTraps(this, raw, parent, key)
    if (raw instanceof Map) return new MapTraps(this, raw, parent, key)
    if (raw instanceof Set) return new SetTraps(this, raw, parent, key)
    const isValue = raw instanceof Date || raw instanceof RegExp
    return isValue ? new Place(this, raw, parent, key) : new ObjectTraps(this, raw, parent, key)
  }
}

function createValueView(place: Place): object {
  return place.raw instanceof Date ? createDateView(place) : createRegExpView(place)
}

function show(traps: ObjectTraps): object {
  const proxy = new Proxy(traps.raw, traps.link ? new LinkedTraps(traps, traps.link) : traps)
  traps.proxy = proxy
  return proxy
}
