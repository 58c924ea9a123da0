/** A new raw value takes the place of an old one and contains some of its children. */
export interface Succession {
  old: object
  next: object
  /** How many elements of an array stay at the front, and at the end. */
  front: number
  back: number
}

/** What a new value takes over from the old one. */
export class Reuse {
  readonly successions: Map<unknown, Succession> = new Map()
  /** Children of old values that are in the new one unchanged. */
  readonly kept: Set<unknown> = new Set()

  get count(): number {
    return this.kept.size + this.successions.size
  }

  succeed(old: object, next: object, { front, back }: Ends = NO_ENDS): void {
    this.successions.set(old, { old, next, front, back })
  }

  /** Whether `raw` is a child of the old value and unclaimed. If so it is kept, with its rows. */
  keep(raw: unknown, children: Unclaimed): boolean {
    const isKept = !this.successions.has(raw) && children.claim(raw)
    if (isKept) this.kept.add(raw)
    return isKept
  }
}

/** The children of an old value that the new one does not contain yet. Each can be claimed once. */
export class Unclaimed {
  readonly #children: unknown[]
  #next = 0
  #passed: unknown[] = []
  #left: Set<unknown> | undefined

  constructor(children: unknown[]) {
    this.#children = children
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
}

/** How many elements two lists have in common at the front, and at the end. */
export interface Ends {
  front: number
  back: number
}

export const NO_ENDS: Ends = { front: 0, back: 0 }

/** `isSameAt` compares the element at an index with the old one at another index. */
export function commonEnds(
  length: number,
  oldLength: number,
  isSameAt: (at: number, oldAt: number) => boolean,
): Ends {
  const most = Math.min(length, oldLength)
  let front = 0
  let back = 0
  while (front < most && isSameAt(front, front)) front++
  while (back < most - front && isSameAt(length - 1 - back, oldLength - 1 - back)) back++
  return { front, back }
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
