import { liveOperations } from '../../limits.ts'
import { isFields } from '../tree/keyed.ts'
import type { Tree } from '../tree/tree.ts'
import type { ChangedTree } from './changed-tree.ts'
import { encodeShown } from './encode-shown.ts'
import type { KeyedNet } from './keyed-net.ts'
import type { ListNet } from './list-net.ts'
import { isHidden, type Mask, maskBelow, type ShownKeys, showsField, startOf } from './mask.ts'
import { type Part, pathTo } from './part.ts'
import { ALTERED } from './replay.ts'
import { tellKeyed } from './tell-keyed.ts'
import { tellList } from './tell-list.ts'

/** An operation as text, and the key of the state that it concerns. */
export interface Operation {
  key: string
  text: string
}

/** Thrown when there are too many operations. */
const tooMany = Symbol('too many operations')

/** The operations that bring what is shown of the state up to date; undefined if there are too many. */
export function tellChanges(
  tree: Tree,
  changed: ChangedTree,
  keys: ShownKeys,
): Operation[] | undefined {
  try {
    return new Teller(tree, changed, keys).tell()
  } catch (error) {
    if (error === tooMany) return undefined
    throw error
  }
}

/** Tells parents first, so that each path is right when it is followed. */
export class Teller {
  readonly tree: Tree
  readonly #changed: ChangedTree
  readonly #keys: ShownKeys
  readonly #operations: Operation[] = []
  /** The key of the state that is told of; undefined for the state itself. */
  #key: string | undefined

  constructor(tree: Tree, changed: ChangedTree, keys: ShownKeys) {
    this.tree = tree
    this.#changed = changed
    this.#keys = keys
  }

  tell(): Operation[] {
    const [raw] = this.tree.root
    // Only the fields of an object can be shown.
    if (isFields(raw)) this.#tellRoot(raw)
    return this.#operations
  }

  /** `rest` is all of the operation behind its path. */
  add(name: string, path: string, ...rest: string[]): void {
    if (this.#operations.length >= liveOperations) throw tooMany
    const text = `["${name}",[${path}]${rest.map((part) => `,${part}`).join('')}]`
    this.#operations.push({ key: this.#key ?? (JSON.parse(path) as string), text })
  }

  encode(value: unknown, mask: Mask | undefined): string {
    return encodeShown(this.tree, value, mask)
  }

  #tellRoot(raw: Record<string, unknown>): void {
    const net = this.#changed.nets.get(raw) as KeyedNet | undefined
    if (net) {
      tellKeyed(this, { raw, path: '', mask: undefined }, net, {
        maskOf: (key) => this.#keys.get(key as string),
        shows: (key) => this.#keys.has(key as string),
      })
    }
    for (const child of this.#changed.childrenOf(raw)) {
      const key = child.key as string
      if (!this.#keys.has(key) || net?.isWhole(key)) continue
      this.#key = key
      this.#tellPart({ raw: child.raw, path: JSON.stringify(key), mask: this.#keys.get(key) })
    }
  }

  #tellPart(part: Part): void {
    const { raw, path, mask } = part
    if (isHidden(raw, mask)) return
    const net = this.#changed.nets.get(raw)
    if (net === ALTERED || this.#changed.isWhole(raw)) {
      this.add('=', path, this.encode(raw, mask))
    } else if (Array.isArray(raw)) this.#tellList(part, net as ListNet | undefined)
    else this.#tellKeyed(part, net as KeyedNet | undefined)
  }

  #tellList(part: Part, net: ListNet | undefined): void {
    const { raw, path, mask } = part
    const { length } = raw as unknown[]
    const start = startOf(length, mask)
    const isWhole = net && tellList(this, part, net)
    const below = maskBelow(raw, mask)
    for (const child of this.#changed.childrenOf(raw)) {
      const index = (child.key as number) - start
      if (index < 0 || isWhole?.(index)) continue
      this.#tellPart({ raw: child.raw, path: `${path},${index}`, mask: below })
    }
  }

  #tellKeyed(part: Part, net: KeyedNet | undefined): void {
    const { raw, mask } = part
    const below = maskBelow(raw, mask)
    const shows = (key: unknown): boolean => showsField(raw, key, mask)
    if (net) tellKeyed(this, part, net, { maskOf: () => below, shows })
    for (const child of this.#changed.childrenOf(raw)) {
      if (!shows(child.key) || net?.isWhole(child.key)) continue
      this.#tellPart({ raw: child.raw, path: pathTo(part, child.key), mask: below })
    }
  }
}
