import type { Bytes } from '../format/bytes.ts'
import { Large } from '../format/large.ts'
import { LinkedTraps } from '../links/linked-traps.ts'
import { Links } from '../links/links.ts'
import { isObject } from '../tree/is-object.ts'
import type { Tree } from '../tree/tree.ts'
import { ArrayTraps } from './array-traps.ts'
import { MapTraps, SetTraps } from './collection-traps.ts'
import { createDateView } from './date-view.ts'
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
  readonly #views = new Map<object, object>()
  /**
   * While it is outside: the parts that it had removed itself before, and the number of changes.
   */
  #left: { detached: Set<Place>; changes: number } | undefined

  constructor(tree: Tree, scope: Scope) {
    this.tree = tree
    this.scope = scope
    this.root = new Place(this, tree.root)
  }

  view(raw: object, parent: Place, key: unknown): unknown {
    const known = this.#views.get(raw)
    if (known) {
      // The time inside a Date is read without a trap.
      const place = this.links && known instanceof Date ? placeOf(known) : undefined
      place?.link?.look(place)
      return known
    }
    if (raw instanceof Large) return this.#lend(raw, parent, key)
    const view = this.#create(raw, parent, key)
    this.#views.set(raw, view)
    return view
  }

  /** The view that a raw value has, if there is one. */
  viewOf(raw: object): object | undefined {
    return this.#views.get(raw)
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
    return raw === this.tree.root ? this.root : placeOf(this.#views.get(raw))
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
      }
    }
    if (left && this.links) this.link().comeBack()
  }

  get isAsLeft(): boolean {
    return this.#left?.changes === this.tree.changes
  }

  /** Bytes are copied for the handler. What it changes in the copy is stored when it ends. */
  #lend(large: Large, { raw: home }: Place, key: unknown): string | Bytes {
    if (large.type === '' || !this.scope.alive) return large.copy()
    const links = this.link()
    const known = links.ofRaw(large)
    if (known) return known.source as Bytes
    // Named properties could not be stored.
    const copy = Object.preventExtensions(large.copy() as Bytes)
    links.lend(copy, large, { home, key })
    return copy
  }

  #places(): Place[] {
    return [...this.#views.values()].map(placeOf).filter((place) => place !== undefined)
  }

  #create(raw: object, parent: Place, key: unknown): object {
    if (this.tree.lazy > 0) this.tree.containers.get(raw)?.loader.open()
    if (Array.isArray(raw)) return show(new ArrayTraps(this, raw, parent, key))
    const proto = Object.getPrototypeOf(raw) as unknown
    if (raw instanceof Map) return show(new MapTraps(this, raw, parent, key))
    if (raw instanceof Set) return show(new SetTraps(this, raw, parent, key))
    if (proto === Date.prototype) return createDateView(new Place(this, raw, parent, key))
    if (proto === RegExp.prototype) return createRegExpView(new Place(this, raw, parent, key))
    return show(new ObjectTraps(this, raw, parent, key))
  }
}

function show(traps: ObjectTraps): object {
  const proxy = new Proxy(traps.raw, traps.link ? new LinkedTraps(traps, traps.link) : traps)
  traps.proxy = proxy
  return proxy
}
