import { markedEntries, markedKeys, unmark } from '../tree/hash-safe.ts'
import type { ArrayTraps } from './array-traps.ts'
import type { Place } from './place.ts'

type Collection = Place & { readonly raw: Map<unknown, unknown> | Set<unknown> }
type Step = IteratorResult<unknown, undefined>

/** Makes a result of a raw collection's iterator the one that the handler gets. */
type Show<Value> = (place: Place, value: Value) => unknown

const showKey: Show<unknown> = (place, marked) => {
  const key = unmark(marked)
  return place.show(key, key)
}
const showValue: Show<[unknown, unknown]> = (place, [key, value]) =>
  place.show(value, typeof value === 'object' ? unmark(key) : key)
const showEntry: Show<[unknown, unknown]> = (place, entry) => {
  const key = unmark(entry[0])
  entry[0] = place.show(key, key)
  entry[1] = place.show(entry[1], key)
  return entry
}

const showTwice: Show<[unknown, unknown]> = (place, entry) => {
  entry[0] = entry[1] = showKey(place, entry[0])
  return entry
}

// Not generators: `break` and destructuring would close those.
const MapIterator = createCollectionIterator(new Map().keys())
const SetIterator = createCollectionIterator(new Set().keys())

export function iterateKeys(place: Collection): Iterator<unknown> {
  return iterate(place, markedKeys(place.raw), showKey)
}

export function iterateValues(place: Collection): Iterator<unknown> {
  return iterate(place, markedEntries(place.raw), showValue)
}

export function iterateEntries(place: Collection): Iterator<unknown> {
  const show = place.raw instanceof Set ? showTwice : showEntry
  return iterate(place, markedEntries(place.raw), show)
}

/** Iterates over the elements of a list, or its entries. */
export function iterateList(traps: ArrayTraps, kind: 'values' | 'entries'): Iterator<unknown> {
  return new ListIterator(traps, kind)
}

function iterate<Value>(
  place: Collection,
  steps: Iterator<Value>,
  show: Show<Value>,
): Iterator<unknown> {
  const Class = place.raw instanceof Map ? MapIterator : SetIterator
  return new Class(place, steps as Iterator<unknown>, show as Show<unknown>)
}

function createCollectionIterator(
  native: Iterator<unknown>,
): new (
  place: Place,
  steps: Iterator<unknown>,
  show: Show<unknown>,
) => Iterator<unknown> {
  class CollectionIterator {
    readonly #place: Place
    readonly #steps: Iterator<unknown>
    readonly #show: Show<unknown>

    constructor(place: Place, steps: Iterator<unknown>, show: Show<unknown>) {
      this.#place = place
      this.#steps = steps
      this.#show = show
    }

    next(): Step {
      this.#place.link?.lookAtSize(this.#place)
      // Changes the raw iterator's result in place, since nobody else has it.
      const step = this.#steps.next() as Step
      if (!step.done) step.value = this.#show(this.#place, step.value)
      return step
    }
  }
  inherit(CollectionIterator.prototype, native)
  return CollectionIterator
}

class ListIterator {
  #traps: ArrayTraps | undefined
  readonly #isEntries: boolean
  #at = 0

  constructor(traps: ArrayTraps, kind: 'values' | 'entries') {
    this.#traps = traps
    this.#isEntries = kind === 'entries'
  }

  next(): Step {
    const traps = this.#traps
    const at = this.#at
    traps?.link?.lookFrom(traps, at, at + 1)
    if (!traps || at >= (traps.raw as unknown[]).length) {
      this.#traps = undefined
      return { value: undefined, done: true }
    }
    this.#at = at + 1
    const value = traps.element(at)
    return { value: this.#isEntries ? [at, value] : value, done: false }
  }
}
inherit(ListIterator.prototype, [].values())

/** Takes over the tag and the helper methods of the language's own iterators. */
function inherit(prototype: object, native: Iterator<unknown>): void {
  Reflect.deleteProperty(prototype, 'constructor')
  Object.setPrototypeOf(prototype, Object.getPrototypeOf(native) as object)
}
