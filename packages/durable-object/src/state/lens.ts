import { ArrayTraps } from './array-traps.ts'
import { MapTraps, SetTraps } from './collection-traps.ts'
import { createDateView } from './date-view.ts'
import { Large } from './large.ts'
import { ObjectTraps } from './object-traps.ts'
import { Place } from './place.ts'
import type { Tree } from './tree.ts'

/** One handler's right to write. */
export interface Scope {
  alive: boolean
  /** Called for a write after `alive` became false; throws. */
  onDeadWrite(): never
  /** Called before each write; throws to refuse it. */
  canWrite?(): void
}

/** What one handler sees of the tree: each part has one view, so that `===` holds. */
export class Lens {
  readonly tree: Tree
  readonly scope: Scope
  readonly root: Place
  readonly #views = new Map<object, object>()

  constructor(tree: Tree, scope: Scope) {
    this.tree = tree
    this.scope = scope
    this.root = new Place(this, tree.root)
  }

  view(raw: object, parent: Place, key: unknown): unknown {
    const known = this.#views.get(raw)
    if (known) return known
    if (raw instanceof Large) return raw.copy()
    const view = this.#create(raw, parent, key)
    this.#views.set(raw, view)
    return view
  }

  #create(raw: object, parent: Place, key: unknown): object {
    if (raw instanceof Date) return createDateView(new Place(this, raw, parent, key))
    // The view is kept, so that lastIndex works within a handler.
    if (raw instanceof RegExp) return new RegExp(raw)
    this.tree.containers.get(raw)?.open()
    return new Proxy(raw, trapsOf(raw)(this, raw, parent, key))
  }
}

type CreateTraps = (lens: Lens, raw: object, parent: Place, key: unknown) => ProxyHandler<object>

function trapsOf(raw: object): CreateTraps {
  const Traps = Array.isArray(raw)
    ? ArrayTraps
    : raw instanceof Map
      ? MapTraps
      : raw instanceof Set
        ? SetTraps
        : ObjectTraps
  return (lens, of, parent, key) => new Traps(lens, of, parent, key)
}
