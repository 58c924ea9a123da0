import { markedEntries, markedKeys, unmark } from '../tree/hash-safe.ts'
import type { ArrayTraps } from './array-traps.ts'
import type { Place } from './place.ts'

type Raw = Map<unknown, unknown> | Set<unknown>
type Step = IteratorResult<unknown, undefined>

/** What an iterator of a collection gives, made of what the raw one's gives. */
type Show<Value> = (place: Place, value: Value) => unknown

const showKey: Show<unknown> = (place, marked) => {
  const key = unmark(marked)
  return place.part(key, key)
}
const showValue: Show<[unknown, unknown]> = (place, [key, value]) =>
  place.part(value, typeof value === 'object' ? unmark(key) : key)
const showEntry: Show<[unknown, unknown]> = (place, entry) => {
  const key = unmark(entry[0])
  entry[0] = place.part(key, key)
  entry[1] = place.part(entry[1], key)
  return entry
}

const showTwice: Show<[unknown, unknown]> = (place, entry) => {
  entry[0] = entry[1] = showKey(place, entry[0])
  return entry
}

// Not generators, which `break` and destructuring close.
const MapIterator = createCollectionIterator(new Map().keys())
const SetIterator = createCollectionIterator(new Set().keys())

export function iterateKeys(raw: Raw, place: Place): Iterator<unknown> {
  return iterate(raw, place, markedKeys(raw), showKey)
}

export function iterateValues(raw: Raw, place: Place): Iterator<unknown> {
  return iterate(raw, place, markedEntries(raw), showValue)
}

export function iterateEntries(raw: Raw, place: Place): Iterator<unknown> {
  return iterate(raw, place, markedEntries(raw), raw instanceof Set ? showTwice : showEntry)
}

/** The elements of a list, or its entries. */
export function iterateList(traps: ArrayTraps, kind: 'values' | 'entries'): Iterator<unknown> {
  return new ListIterator(traps, kind)
}

function iterate<Value>(
  raw: Raw,
  place: Place,
  steps: Iterator<Value>,
  show: Show<Value>,
): Iterator<unknown> {
  const Class = raw instanceof Map ? MapIterator : SetIterator
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
      // The raw iterator's own result, since nobody else has it.
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

/** The tag, and the helpers that all iterators have, come from the language's own. */
function inherit(prototype: object, native: Iterator<unknown>): void {
  Reflect.deleteProperty(prototype, 'constructor')
  Object.setPrototypeOf(prototype, Object.getPrototypeOf(native) as object)
}
