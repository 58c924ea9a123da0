import { spliceRaw } from '../changes/array-change.ts'
import { Large } from '../format/large.ts'
import { FARTHER, MOST_HOLES } from '../put/fits-in-row.ts'
import { commonEnds } from '../put/hunks.ts'
import { isSame, prepareValue } from '../put/prepare-value.ts'
import { INSPECT } from '../tree/inspection.ts'
import { isObject } from '../tree/is-object.ts'
import { indexOf } from './array-index.ts'
import { arrayMethods } from './array-methods.ts'
import { ObjectTraps } from './object-traps.ts'

/** Whether two raw elements are the same. A long text has no identity. */
function isSameItem(item: unknown, old: unknown): boolean {
  return (
    Object.is(item, old) || (item instanceof Large && old instanceof Large && old.hasText(item))
  )
}

interface Splice {
  index: number
  /** How many elements to remove. */
  gone: number
  /** The raw values to put there instead. */
  items: unknown[]
  needsTags?: boolean
}

/** Traps of arrays. Elements that are not in memory are loaded when they are first used. */
export class ArrayTraps extends ObjectTraps {
  override get(raw: object, key: PropertyKey, receiver: unknown): unknown {
    const index = indexOf(key)
    if (index !== undefined) return this.element(index)
    if (key in arrayMethods && receiver === this.proxy) return arrayMethods[key as string]
    if (key === INSPECT) return undefined
    return super.get(raw, key, receiver)
  }

  has(raw: object, key: PropertyKey): boolean {
    this.load(raw as unknown[], key)
    return key !== INSPECT && Reflect.has(raw, key)
  }

  ownKeys(raw: object): (string | symbol)[] {
    this.lens.tree.load(raw)
    return Reflect.ownKeys(raw)
  }

  override getOwnPropertyDescriptor(raw: object, key: PropertyKey): PropertyDescriptor | undefined {
    if (key === INSPECT) return undefined
    this.load(raw as unknown[], key)
    return super.getOwnPropertyDescriptor(raw, key)
  }

  override defineProperty(raw: object, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
    this.load(raw as unknown[], key)
    return super.defineProperty(raw, key, descriptor)
  }

  override deleteProperty(raw: object, key: PropertyKey): boolean {
    this.guard()
    const list = raw as unknown[]
    const index = indexOf(key)
    this.load(list, key)
    if (index !== undefined && index in list) this.splice({ index, gone: 1, items: new Array(1) })
    return key !== 'length'
  }

  override put(key: string, value: unknown): void {
    const list = this.raw as unknown[]
    if (key === 'length') {
      this.#resize(list, value)
      return
    }
    const index = indexOf(key)
    if (index === undefined) this.refuse(key, 'is a named property of an array')
    this.load(list, key)
    const old = list[index]
    if (index in list && isSame(this.lens, value, old)) return
    if (index - list.length > MOST_HOLES) this.refuseHoles(key)
    const { value: next, needsTags, ...rest } = prepareValue(this, index, value, old)
    if (index < list.length) {
      spliceRaw(this, { index, gone: 1, items: [next], needsTags, ...rest })
    } else {
      const items = new Array<unknown>(index - list.length + 1)
      items[items.length - 1] = next
      spliceRaw(this, { index: list.length, gone: 0, items, needsTags })
    }
  }

  /** The element at an index, as the handler sees it. */
  element(index: number): unknown {
    const list = this.raw as unknown[]
    if (list[index] === undefined) this.lens.tree.containers.get(list)?.loader.loadAt(index)
    return this.show(list[index], index)
  }

  /** Replaces `gone` elements with raw `items`; returns the raw elements removed. */
  splice({ index, gone, items, needsTags }: Splice): unknown[] {
    const { tree } = this.lens
    const list = this.raw as unknown[]
    tree.containers.get(list)?.loader.loadRange(index, index + gone)
    const removed = list.slice(index, index + gone)
    // What is put where it was already changes nothing.
    const { front, back } = commonEnds(items.length, gone, (at, oldAt) => {
      return isSameItem(items[at], removed[oldAt]) && at in items === oldAt in removed
    })
    const end = gone - back
    if (front === end && items.length === gone) return removed
    spliceRaw(this, {
      index: index + front,
      gone: end - front,
      items: items.slice(front, items.length - back),
      needsTags,
      dropped: tree.collect(removed.slice(front, end)),
    })
    return removed
  }

  /** Puts the same elements in another order. */
  permute(index: number, items: unknown[]): void {
    spliceRaw(this, { index, gone: items.length, items, isPermutation: true })
  }

  /** Copies values of the app, for the indices from `start` on. */
  prepare(values: unknown[], start: number): Pick<Splice, 'items' | 'needsTags'> {
    let needsTags = false
    const items = values.map((value, at) => {
      const prepared = prepareValue(this, start + at, value, undefined)
      needsTags ||= prepared.needsTags
      return prepared.value
    })
    return { items, needsTags }
  }

  /** A prepared element, for several indices. */
  repeat([raw]: unknown[], { start, count }: { start: number; count: number }): unknown[] {
    const { lens, raw: home } = this
    if (isObject(raw)) {
      for (let at = 0; at < count; at++) lens.tree.share(raw, { lens, home, key: start + at })
    }
    return new Array<unknown>(count).fill(raw)
  }

  /** Elements of the list, to be put into it once more. */
  share(raw: unknown[], at: number): Pick<Splice, 'items' | 'needsTags'> {
    const { lens, raw: home } = this
    for (let index = 0; index < raw.length; index++) {
      const value = raw[index]
      if (!isObject(value)) continue
      // First for where it is already.
      lens.tree.share(value, { lens, home, key: undefined })
      lens.tree.share(value, { lens, home, key: at + index })
    }
    return { items: raw, needsTags: true }
  }

  load(list: unknown[], key: PropertyKey): void {
    if (list[key as number] !== undefined) return
    const index = indexOf(key)
    if (index !== undefined) this.lens.tree.containers.get(list)?.loader.loadAt(index)
  }

  refuseHoles(key: string): never {
    this.refuse(key, `leaves over ${MOST_HOLES} holes`, FARTHER)
  }

  #resize(list: unknown[], value: unknown): void {
    // Converted as the language does it. Some values throw.
    const length = +(value as number)
    if (!(length >>> 0 === length)) throw new RangeError('Invalid array length')
    if (length < list.length) this.splice({ index: length, gone: list.length - length, items: [] })
    else if (length - list.length > MOST_HOLES) this.refuseHoles('length')
    else if (length > list.length) {
      this.splice({ index: list.length, gone: 0, items: new Array(length - list.length) })
    }
  }
}
