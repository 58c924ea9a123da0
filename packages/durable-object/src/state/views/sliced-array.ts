import { Large } from '../format/large.ts'
import type { Place } from './place.ts'

const PARTS: unique symbol = Symbol('parts')
const LOOSE: unique symbol = Symbol('loose')

/**
 * What `slice` returns: a new array that belongs to the app, whose elements become views only when
 * they are read. (1,000 views cost more than to trim a list with `slice` and commit it.)
 */
export function createLooseArray(parts: unknown[], place: Place, start: number): unknown[] {
  return new Proxy(parts, new LooseArrayTraps(place, start))
}

export interface Parts {
  list: unknown[]
  /** The raw list that was sliced. */
  from: object
  startIn(raw: unknown): number | undefined
}

/** The raw elements of a sliced array, as long as it has no others. */
export function partsOf(value: object): Parts | undefined {
  return Array.isArray(value) ? (value as { [PARTS]?: Parts })[PARTS] : undefined
}

/** Whether it is a sliced array. Like a view it cannot be cloned, whatever is in it. */
export function isLooseArray(value: unknown[]): boolean {
  return (value as { [LOOSE]?: true })[LOOSE] === true
}

class LooseArrayTraps implements ProxyHandler<unknown[]> {
  readonly #place: Place
  readonly #start: number
  readonly #changes: number
  #raw = true

  constructor(place: Place, start: number) {
    this.#place = place
    this.#start = start
    this.#changes = place.lens.tree.changes
  }

  /** At which index of `raw` the elements begin, if `raw` has not changed since. */
  startIn(raw: unknown): number | undefined {
    const { lens, raw: from } = this.#place
    return raw === from && lens.tree.changes === this.#changes ? this.#start : undefined
  }

  get(target: unknown[], key: PropertyKey, receiver: unknown): unknown {
    if (key === PARTS) return this.#parts(target)
    if (key === LOOSE) return true
    const value = Reflect.get(target, key, receiver) as unknown
    if (value instanceof Large && value.type !== '') {
      // The app may change a copy of bytes that it got, so the copy has to stay in the array.
      this.#unfold(target)
      return target[key as unknown as number]
    }
    return this.#raw && typeof value === 'object' && Object.hasOwn(target, key)
      ? this.#place.show(value, this.#start + Number(key))
      : value
  }

  getOwnPropertyDescriptor(target: unknown[], key: PropertyKey): PropertyDescriptor | undefined {
    this.#unfold(target)
    return Reflect.getOwnPropertyDescriptor(target, key)
  }

  defineProperty(target: unknown[], key: PropertyKey, descriptor: PropertyDescriptor): boolean {
    this.#unfold(target)
    return Reflect.defineProperty(target, key, descriptor)
  }

  deleteProperty(target: unknown[], key: PropertyKey): boolean {
    this.#unfold(target)
    return Reflect.deleteProperty(target, key)
  }

  preventExtensions(target: unknown[]): boolean {
    this.#unfold(target)
    return Reflect.preventExtensions(target)
  }

  #parts(list: unknown[]): Parts | undefined {
    return this.#raw
      ? { list, from: this.#place.raw, startIn: (raw) => this.startIn(raw) }
      : undefined
  }

  #unfold(target: unknown[]): void {
    if (!this.#raw) return
    this.#raw = false
    // Skips holes, which stay.
    target.forEach((value, at) => {
      target[at] = this.#place.show(value, this.#start + at)
    })
  }
}
