/**
 * V8 (14.3, in workerd 1.20261006) hashes a text of digits that could be an array index by its
 * number, so whoever chooses the keys can make them all collide: 40,000 multiples of 65,536 take a
 * Map ten seconds. With a mark in front, a text is hashed by its characters and a secret.
 */
const MARK = '\u0000'

/** There are too few shorter ones to collide often; longer ones are hashed like any text. */
const SHORTEST_INDEX = 8
const LONGEST_INDEX = 10

/** A Map that stores such keys with a mark. Its methods hide the marks. */
export class SafeMap<Key, Value> extends Map<Key, Value> {
  #marks = false

  /** For tools that print it without its methods. */
  get printed(): Map<Key, Value> {
    return this.#marks ? new Map(this) : this
  }

  override get(key: Key): Value | undefined {
    return super.get(mark(key))
  }

  override has(key: Key): boolean {
    return super.has(mark(key))
  }

  override set(key: Key, value: Value): this {
    const marked = mark(key)
    if (marked !== key) this.#marks = true
    return super.set(marked, value)
  }

  override delete(key: Key): boolean {
    return super.delete(mark(key))
  }

  override forEach(each: (value: Value, key: Key, map: Map<Key, Value>) => void): void {
    super.forEach((value, key) => {
      each(value, unmark(key), this)
    })
  }

  override keys(): MapIterator<Key> {
    return unmarkEach(super.keys(), unmark)
  }

  override entries(): MapIterator<[Key, Value]> {
    return unmarkEach<[Key, Value], MapIterator<[Key, Value]>>(super.entries(), unmarkEntry)
  }

  override [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.entries()
  }
}

/** The same for a Set. */
export class SafeSet<Item> extends Set<Item> {
  #marks = false

  get printed(): Set<Item> {
    return this.#marks ? new Set(this) : this
  }

  override has(item: Item): boolean {
    return super.has(mark(item))
  }

  override add(item: Item): this {
    const marked = mark(item)
    if (marked !== item) this.#marks = true
    return super.add(marked)
  }

  override delete(item: Item): boolean {
    return super.delete(mark(item))
  }

  override forEach(each: (item: Item, same: Item, set: Set<Item>) => void): void {
    super.forEach((marked) => {
      const item = unmark(marked)
      each(item, item, this)
    })
  }

  override keys(): SetIterator<Item> {
    return unmarkEach(super.keys(), unmark)
  }

  override values(): SetIterator<Item> {
    return this.keys()
  }

  override entries(): SetIterator<[Item, Item]> {
    return unmarkEach<[Item, Item], SetIterator<[Item, Item]>>(super.entries(), unmarkBoth)
  }

  override [Symbol.iterator](): SetIterator<Item> {
    return this.keys()
  }
}

// They pass for a Map and a Set.
Object.defineProperty(SafeMap.prototype, 'constructor', { value: Map })
Object.defineProperty(SafeSet.prototype, 'constructor', { value: Set })

/** The prototype of a value, as if these classes were Map and Set. */
export function prototypeOf(value: object): object | null {
  const proto = Object.getPrototypeOf(value) as object | null
  if (proto === SafeMap.prototype) return Map.prototype
  return proto === SafeSet.prototype ? Set.prototype : proto
}

function mark<Key>(key: Key): Key {
  // Both are texts.
  return typeof key === 'string' && needsMark(key) ? ((MARK + key) as Key) : key
}

/** The keys of a raw collection with their marks: the caller must remove those. */
export function markedKeys(raw: Map<unknown, unknown> | Set<unknown>): Iterator<unknown> {
  return raw instanceof Map ? Map.prototype.keys.call(raw) : Set.prototype.keys.call(raw)
}

export function markedEntries(
  raw: Map<unknown, unknown> | Set<unknown>,
): Iterator<[unknown, unknown]> {
  return raw instanceof Map ? Map.prototype.entries.call(raw) : Set.prototype.entries.call(raw)
}

export function unmark<Key>(key: Key): Key {
  return typeof key === 'string' && key.charCodeAt(0) === 0 ? (key.slice(1) as Key) : key
}

function needsMark(key: string): boolean {
  const { length } = key
  if (key.charCodeAt(0) === 0) return true
  if (length < SHORTEST_INDEX || length > LONGEST_INDEX) return false
  for (let at = 0; at < length; at++) {
    const code = key.charCodeAt(at)
    if (code < 48 || code > 57) return false
  }
  return true
}

function unmarkEntry<Key, Value>(entry: [Key, Value]): [Key, Value] {
  entry[0] = unmark(entry[0])
  return entry
}

function unmarkBoth<Item>(entry: [Item, Item]): [Item, Item] {
  entry[0] = entry[1] = unmark(entry[0])
  return entry
}

/** Changes the results of an iterator in place, since nobody else has them. */
class Unmarked<Value> {
  readonly #steps: Iterator<Value, undefined>
  readonly #show: (value: Value) => Value

  constructor(steps: Iterator<Value, undefined>, show: (value: Value) => Value) {
    this.#steps = steps
    this.#show = show
  }

  next(): IteratorResult<Value, undefined> {
    const step = this.#steps.next()
    if (!step.done) step.value = this.#show(step.value)
    return step
  }

  [Symbol.iterator](): this {
    return this
  }
}

function unmarkEach<Value, Steps extends Iterator<Value, undefined>>(
  steps: Steps,
  show: (value: Value) => Value,
): Steps {
  // Only ever iterated: views have their own iterators.
  return new Unmarked(steps, show) as unknown as Steps
}
