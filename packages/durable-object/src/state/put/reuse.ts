/** A new raw value that takes the place of an old one and is built around some of its children. */
export interface Succession {
  old: object
  next: object
  /** How many elements of an array stay at its front, and at its end. */
  front: number
  back: number
}

/** What a new value takes over from the old one: whole children, and places of what was rebuilt. */
export class Reuse {
  readonly successions: Map<unknown, Succession> = new Map()
  /** Children of an old value that are in the new one as they are. */
  readonly kept: Set<unknown> = new Set()

  get count(): number {
    return this.kept.size + this.successions.size
  }

  succeed(old: object, next: object, { front, back }: Ends = NO_ENDS): void {
    this.successions.set(old, { old, next, front, back })
  }

  /** Whether a new value has this child of the old one. It then keeps its rows. */
  keep(raw: unknown, children: Unclaimed): boolean {
    const isKept = !this.successions.has(raw) && children.claim(raw)
    if (isKept) this.kept.add(raw)
    return isKept
  }
}

/** The children of an old value that the new one has not taken over yet. Each can be claimed once. */
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
    // Children mostly come in their old order, so that no Set is needed.
    const index = this.#children.indexOf(raw, this.#next)
    if (index < 0) {
      const left = [...this.#passed, ...this.#children.slice(this.#next)]
      // Texts among them could all have one hash.
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

/** `isSameAt` compares an element of a list with one of another, by their indices. */
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

/** Puts the common ends of an old list into a new one of the right length. Holes stay. */
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
