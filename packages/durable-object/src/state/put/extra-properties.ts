import { typeName } from '../tree/is-object.ts'
import { indexOf } from '../views/array-index.ts'

// Listing the names of indices takes as long as copying the elements.
const FEW = 100

export interface Extra {
  key: PropertyKey
  /** The end of a message that begins with its path. */
  why: string
}

/**
 * A property that a copy of `source` would lose: its key is a symbol, it is hidden, or it is a
 * named property of something that has only entries.
 */
export function findExtraProperty(source: object, proto: object | null): Extra | undefined {
  const symbol = Object.getOwnPropertySymbols(source).find((key) => !isDisposer(source, key))
  if (symbol) return { key: symbol, why: 'has a symbol as its key' }
  const hasFields = proto === Object.prototype || proto === null
  const name = hasFields ? findHidden(source) : findName(source)
  if (name === undefined) return undefined
  const kind = isEnumerable(source, name) ? 'named' : 'hidden'
  const owner = typeName(source)
  return { key: name, why: `is a ${kind} property of ${/^[AO]/.test(owner) ? 'an' : 'a'} ${owner}` }
}

function findHidden(source: object): string | undefined {
  const names = Object.getOwnPropertyNames(source)
  // The usual case, and fast: V8 caches both lists for all objects of this shape.
  if (names.length === Object.keys(source).length) return undefined
  return names.find((name) => !isEnumerable(source, name))
}

function findName(source: object): string | undefined {
  const isArray = Array.isArray(source)
  if (!isArray && !ArrayBuffer.isView(source)) {
    return Object.getOwnPropertyNames(source).find((name) => name !== 'lastIndex')
  }
  const { length } = source as ArrayLike<unknown>
  if (!(length > FEW)) {
    const names = Object.getOwnPropertyNames(source)
    return names.find((name) => indexOf(name) === undefined && !(isArray && name === 'length'))
  }
  // Names come after indices.
  const last = isArray ? Object.keys(source).at(-1) : undefined
  return last !== undefined && indexOf(last) === undefined ? last : undefined
}

/** The platform adds one to every object that a call of another Durable Object returns. */
function isDisposer(source: object, key: symbol): boolean {
  const isOne = key === Symbol.dispose || key === Symbol.asyncDispose
  return isOne && !isEnumerable(source, key)
}

function isEnumerable(source: object, key: PropertyKey): boolean {
  return Object.prototype.propertyIsEnumerable.call(source, key)
}
