import { SafeMap, SafeSet } from '../tree/hash-safe.ts'

// The letters that name a kind in the rows.
export const ARRAY = 'a'
export const MAP = 'm'
export const SET = 's'
export const OBJECT = 'o'
/** An object without a prototype. */
export const BARE_OBJECT = 'n'

/** What kind of collection a part of the state is. */
export type Kind = typeof ARRAY | typeof MAP | typeof SET | typeof OBJECT | typeof BARE_OBJECT

export function kindOf(raw: object): Kind {
  if (Array.isArray(raw)) return ARRAY
  if (raw instanceof Map) return MAP
  if (raw instanceof Set) return SET
  return Object.getPrototypeOf(raw) === null ? BARE_OBJECT : OBJECT
}

export function createOfKind(kind: Kind): object {
  switch (kind) {
    case ARRAY:
      return []
    case MAP:
      return new SafeMap()
    case SET:
      return new SafeSet()
    case OBJECT:
      return {}
    case BARE_OBJECT:
      return Object.create(null) as object
    default:
      throw new TypeError(`unknown kind ${kind}`)
  }
}

/** How many values a row has for each entry: key and value, or only one of the two. */
export function valuesPerEntry(kind: Kind): number {
  return kind === ARRAY || kind === SET ? 1 : 2
}
