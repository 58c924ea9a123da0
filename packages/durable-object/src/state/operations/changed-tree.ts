import { PlaceFinder } from '../links/place-finder.ts'
import { isObject } from '../tree/is-object.ts'
import type { Tree } from '../tree/tree.ts'
import type { Lens } from '../views/lens.ts'
import { LOST, locate } from '../views/place.ts'
import { KeyedNet } from './keyed-net.ts'
import { ListNet } from './list-net.ts'
import type { Net, Replay } from './replay.ts'

export interface ChangedChild {
  raw: object
  key: unknown
}

interface Home {
  home: object
  key: unknown
}

/** The parts that changed and are in the state, each below the part that it is in. */
export class ChangedTree {
  readonly nets: ReadonlyMap<object, Net>
  readonly #children = new Map<object, ChangedChild[]>()
  readonly #tree: Tree
  readonly #replay: Replay
  readonly #finder: PlaceFinder
  readonly #lenses: Set<Lens>
  readonly #hanging = new Map<object, boolean>()
  /** Collections that changed in a key or below one that is an object, neither of which has a path. */
  readonly #whole = new Set<object>()

  constructor(tree: Tree, replay: Replay) {
    this.#tree = tree
    this.#replay = replay
    this.nets = replay.nets
    this.#finder = new PlaceFinder(tree)
    this.#lenses = new Set([...replay.places.values()].map(({ lens }) => lens))
    for (const raw of replay.nets.keys()) this.#hang(raw)
  }

  /** The fields of the state that changed; undefined if it was replaced as a whole. */
  get keys(): Set<unknown> | undefined {
    const { root } = this.#tree
    const net = this.nets.get(root)
    if (net instanceof ListNet && net.replaced.get(0)?.isWhole) return undefined
    const [raw] = root
    if (!isObject(raw)) return new Set()
    const own = this.nets.get(raw)
    const keys = new Set(own instanceof KeyedNet ? own.entries.keys() : [])
    for (const { key } of this.childrenOf(raw)) keys.add(key)
    return keys
  }

  childrenOf(raw: object): readonly ChangedChild[] {
    return this.#children.get(raw) ?? []
  }

  /** Whether only the part as a whole says what changed in it. */
  isWhole(raw: object): boolean {
    const net = this.nets.get(raw)
    return this.#whole.has(raw) || (net instanceof KeyedNet && net.hasObjectKeys)
  }

  /** Whether it is in the state; then it is below its parent from now on. */
  #hang(raw: object): boolean {
    if (raw === this.#tree.root) return true
    const known = this.#hanging.get(raw)
    if (known !== undefined) return known
    this.#hanging.set(raw, false)
    for (const { home, key } of this.#homes(raw)) {
      if (!this.#hang(home)) continue
      this.#hanging.set(raw, true)
      if (home instanceof Set || (home instanceof Map && !hasPath(home, key, raw)))
        this.#whole.add(home)
      const siblings = this.#children.get(home)
      if (siblings) siblings.push({ raw, key })
      else this.#children.set(home, [{ raw, key }])
      return true
    }
    return false
  }

  /** Where it may be; each is really in its home, which may not be in the state. */
  *#homes(raw: object): Iterable<Home> {
    const { homes, places } = this.#replay
    const { successors } = this.#tree
    const put = homes.get(raw)
    if (put) yield* this.#at(raw, put.home, put.key)
    for (let at: object | undefined = raw; at; at = successors.before(at)) {
      const place = places.get(at)
      if (place?.parent) yield* this.#at(raw, place.parent.raw, place.key)
    }
    // It was put at several places, or moved.
    for (const lens of this.#lenses) {
      for (const home of this.#finder.homes(lens, raw)) {
        const key = this.#finder.keyIn(lens, home, raw)
        if (key !== LOST) yield { home, key }
      }
    }
  }

  *#at(raw: object, parent: object, hint: unknown): Iterable<Home> {
    const home = this.#tree.successors.latest(parent)
    const key = locate(home, raw, hint)
    if (key !== LOST) yield { home, key }
  }
}

/** Whether a part is a value of the Map, and its key can be written. */
function hasPath(map: Map<unknown, unknown>, key: unknown, raw: object): boolean {
  return map.get(key) === raw && !isObject(key)
}
