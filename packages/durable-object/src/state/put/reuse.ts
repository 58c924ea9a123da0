import { Large } from '../format/large.ts'
import { isObject } from '../tree/is-object.ts'
import type { Tree } from '../tree/tree.ts'
import { type Heritage, planHeritage } from './heirs.ts'
import { type Ends, NO_ENDS } from './hunks.ts'

interface Heir {
  old: object
  next: object
  /** How many elements of an array stay at the front, and at the end. */
  ends?: Ends
}

/** A new raw value takes the place of an old one and contains some of its entries. */
export interface Succession extends Required<Heir> {
  /** What changes in the rows of the old value, if the new one takes them over. */
  heritage: Heritage | undefined
}

/** What a new value takes over from the old one. */
export class Reuse {
  readonly successions: Map<unknown, Succession> = new Map()
  /** Children of old values that are in the new one unchanged. */
  readonly kept: Set<unknown> = new Set()
  readonly #tree: Tree

  constructor(tree: Tree) {
    this.#tree = tree
  }

  get count(): number {
    return this.kept.size + this.successions.size
  }

  /**
   * The old value, if what is in it may be kept: it is of the right kind. What is damaged can only be
   * replaced.
   */
  replaced(old: unknown, isLike: (raw: object) => boolean): object | undefined {
    return isObject(old) && isLike(old) && this.#tree.tryToLoad(old) ? old : undefined
  }

  /** `next` takes the place of `old`. `count` is what was kept before `next` was made. */
  succeed({ old, next, ends = NO_ENDS, count }: Heir & { count: number }): void {
    const heritage = planHeritage({ old, next, ends }, { tree: this.#tree, reuse: this })
    if (heritage || ends.front + ends.back > 0 || this.count > count) {
      this.successions.set(old, { old, next, ends, heritage })
    }
  }

  /** Whether `raw` is a child of the old value and unclaimed. If so it is kept, with its rows. */
  keep(raw: unknown, children: Unclaimed): boolean {
    const isKept = !this.successions.has(raw) && !this.kept.has(raw) && children.claim(raw)
    if (isKept) this.kept.add(raw)
    return isKept
  }

  /** The same for a long text, of which only the content is known: first `old`, then any child. */
  keepText(text: string, old: unknown, children: Unclaimed | undefined): Large | undefined {
    const isFree = (large: Large): boolean => !this.kept.has(large) && large.is(text)
    const found =
      old instanceof Large && isFree(old) ? old : children?.texts(text.length).find(isFree)
    if (found) this.kept.add(found)
    return found
  }
}

/** The children of an old value that the new one does not contain yet. Each can be claimed once. */
export class Unclaimed {
  readonly #children: unknown[]
  #next = 0
  #passed: unknown[] = []
  #left: Set<unknown> | undefined
  #texts: Map<number, Large[]> | undefined

  constructor(children: Iterable<unknown>) {
    this.#children = [...children]
  }

  claim(raw: unknown): boolean {
    if (this.#left) return this.#left.delete(raw)
    // Children usually come in their old order, and then no Set is needed.
    const index = this.#children.indexOf(raw, this.#next)
    if (index < 0) {
      const left = [...this.#passed, ...this.#children.slice(this.#next)]
      // Without texts, which could be chosen so that their hashes collide.
      this.#left = new Set(left.filter((child) => typeof child === 'object'))
      return this.#left.delete(raw)
    }
    for (let at = this.#next; at < index; at++) this.#passed.push(this.#children[at])
    this.#next = index + 1
    return true
  }

  /** The long texts of a length, claimed or not. */
  texts(length: number): Large[] {
    this.#texts ??= Map.groupBy(this.#children.filter(isText), ({ size }) => size)
    return this.#texts.get(length) ?? []
  }
}

/** Copies the common ends of an old list into a new one of the final length, holes included. */
export function copyEnds(old: unknown[], next: unknown[], { front, back }: Ends): void {
  copy(old, 0, next, 0, front)
  copy(old, old.length - back, next, next.length - back, back)
}

function copy(from: unknown[], fromAt: number, to: unknown[], toAt: number, count: number): void {
  for (let at = 0; at < count; at++) {
    const value = from[fromAt + at]
    if (value !== undefined || fromAt + at in from) to[toAt + at] = value
  }
}

function isText(child: unknown): child is Large {
  return child instanceof Large && child.type === ''
}
