import { putKey, removeKey } from '../changes/keyed-change.ts'
import { Copier } from '../put/copy-in.ts'
import { prototypeOf } from '../tree/hash-safe.ts'
import { isObject } from '../tree/is-object.ts'
import { hasKey } from '../tree/keyed.ts'
import { iterateEntries, iterateKeys, iterateValues } from './iterators.ts'
import { ObjectTraps } from './object-traps.ts'
import { KEYS, PLACE, Property, placeOf } from './place.ts'

type Method = (this: unknown, ...args: never[]) => unknown
type Raw = Map<unknown, unknown> | Set<unknown>

const shared: Record<string | symbol, Method> = {
  has(key: unknown): boolean {
    const traps = reading(this)
    const raw = soughtIn(traps, key)
    return traps.raw.has(raw)
  },
  delete(key: unknown): boolean {
    const traps = changing(this)
    const raw = soughtIn(traps, key)
    return removeKey(traps, raw)
  },
  clear(): void {
    const traps = changing(this)
    traps.link?.look(traps)
    for (const key of [...traps.raw.keys()]) removeKey(traps, key)
  },
  forEach(
    callback: (value: unknown, key: unknown, collection: unknown) => void,
    self?: unknown,
  ): void {
    const traps = current(this)
    traps.raw.forEach((value: unknown, key: unknown) => {
      callback.call(self, traps.show(value, key), traps.show(key, key), this)
    })
  },
  keys(): Iterator<unknown> {
    return iterateKeys(current(this))
  },
  values(): Iterator<unknown> {
    return iterateValues(current(this))
  },
  entries(): Iterator<unknown> {
    return iterateEntries(current(this))
  },
}

const mapMethods: Record<string | symbol, Method> = {
  ...shared,
  [Symbol.iterator]: shared.entries as Method,
  get(key: unknown): unknown {
    const traps = reading(this)
    const raw = soughtIn(traps, key)
    return traps.show((traps.raw as Map<unknown, unknown>).get(raw), raw)
  },
  set(key: unknown, value: unknown): unknown {
    const traps = changing(this)
    putKey(traps, rawKey(traps, key), value)
    return this
  },
  getOrInsert(key: unknown, value: unknown): unknown {
    return insertMissing(this, key, () => value)
  },
  getOrInsertComputed(key: unknown, create: (key: unknown) => unknown): unknown {
    return insertMissing(this, key, () => create(key))
  },
}

const setMethods: Record<string | symbol, Method> = {
  ...shared,
  [Symbol.iterator]: shared.keys as Method,
  values: shared.keys as Method,
  add(value: unknown): unknown {
    const traps = changing(this)
    putKey(traps, rawKey(traps, value), undefined)
    return this
  },
}

// These read the elements of their own set without traps. None of them changes it.
for (const name of [
  'union',
  'intersection',
  'difference',
  'symmetricDifference',
  'isSubsetOf',
  'isSupersetOf',
  'isDisjointFrom',
] as const) {
  const method = Set.prototype[name] as Method | undefined
  if (!method) continue
  setMethods[name] = function (...args) {
    const traps = reading(this)
    return method.apply(new Set([...traps.raw].map((key) => traps.show(key, key))), args)
  }
}

abstract class CollectionTraps extends ObjectTraps {
  declare readonly raw: Raw
  abstract readonly methods: Record<string | symbol, Method>

  override get(raw: object, key: PropertyKey, receiver: unknown): unknown {
    if (key === PLACE) return receiver === this.proxy ? this : undefined
    // Throws on an object that inherits from the view.
    if (key === 'size') return Reflect.get(raw, key, receiver === this.proxy ? raw : receiver)
    if (Object.hasOwn(this.methods, key)) return this.methods[key as string]
    // A method that was added to the prototype uses the methods above, or throws.
    return super.get(raw, key, receiver)
  }

  getPrototypeOf(raw: object): object | null {
    return prototypeOf(raw)
  }

  override defineProperty(_raw: object, key: PropertyKey): boolean {
    this.guard()
    this.refuseSymbol(key)
    this.put(key as string)
  }

  override deleteProperty(): boolean {
    this.guard()
    // The entries of a collection are not properties.
    return true
  }

  override put(key: string): never {
    // Immer freezes a Map or Set by overwriting these methods.
    if (['set', 'add', 'clear', 'delete'].includes(key)) this.refuseFreezing()
    this.refuse(new Property(key), `is a named property of a ${this.raw[Symbol.toStringTag]}`)
  }
}

export class MapTraps extends CollectionTraps {
  readonly methods: Record<string | symbol, Method> = mapMethods
}

export class SetTraps extends CollectionTraps {
  readonly methods: Record<string | symbol, Method> = setMethods
}

function reading(view: unknown): CollectionTraps {
  const place = placeOf(view)
  if (place instanceof CollectionTraps) return place
  throw new TypeError('The method was called on something other than a Map or Set of the state.')
}

/** The same, after what changed in a linked object was applied. */
function current(view: unknown): CollectionTraps {
  const traps = reading(view)
  traps.link?.look(traps)
  return traps
}

function changing(view: unknown): CollectionTraps {
  const traps = reading(view)
  traps.guard()
  return traps
}

/** The raw key for a key. First applies what changed in a linked object, if it concerns the key. */
function soughtIn(traps: CollectionTraps, key: unknown): unknown {
  const raw = traps.lens.sought(key)
  const { link } = traps
  if (!link) return raw
  const isNew = raw === key && isObject(raw)
  if (!isNew || (link.source as Raw).has(raw)) link.lookAt(traps, raw)
  return raw
}

/** The raw key for a key that may be new: then an object is copied. */
function rawKey(traps: CollectionTraps, key: unknown): unknown {
  const raw = soughtIn(traps, key)
  return hasKey(traps.raw, raw) ? raw : new Copier(traps, KEYS).copyKey(key)
}

function insertMissing(view: unknown, key: unknown, create: () => unknown): unknown {
  const traps = changing(view)
  const raw = rawKey(traps, key)
  if (!traps.raw.has(raw)) putKey(traps, raw, create())
  return traps.show((traps.raw as Map<unknown, unknown>).get(raw), raw)
}
