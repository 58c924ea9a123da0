import { Large } from '../format/large.ts'
import { isObject } from '../tree/is-object.ts'
import { isFields } from '../tree/keyed.ts'

/** What is shown of a value; undefined in place of a mask shows all of it. */
export interface Mask {
  /** Of a list, how many of its last elements. */
  readonly last: number
  /** Which fields of an object; undefined for all of them. */
  readonly allows: ((field: string) => boolean) | undefined
  /** For each element of a list or Set, and each value of a Map. */
  readonly item: ItemMask | undefined
}

/** The keys of a state that somebody may see, each with what is shown of its value. */
export type ShownKeys = ReadonlyMap<string, Mask | undefined>

/** Shows objects without the hidden fields, and hides what has entries but no fields. */
export interface ItemMask extends Mask {
  readonly isItem: true
}

export function createMask({
  last = Infinity,
  allows,
}: {
  last?: number | undefined
  allows?: Mask['allows']
}): Mask | undefined {
  if (last === Infinity && !allows) return undefined
  const item: ItemMask | undefined = allows && {
    isItem: true,
    last: Infinity,
    allows,
    item: undefined,
  }
  return { last, allows, item }
}

/** Whether a value is shown as null. As a key of a Map or a member of a Set, it is left out. */
export function isHidden(raw: unknown, mask: Mask | undefined): boolean {
  if (!mask || !('isItem' in mask) || !isObject(raw)) return false
  return !(isFields(raw) || raw instanceof Date || raw instanceof RegExp || raw instanceof Large)
}

/** The mask of what is in a value. */
export function maskBelow(raw: object, mask: Mask | undefined): Mask | undefined {
  return mask && !isFields(raw) ? mask.item : undefined
}

/** Whether the value under a key of an object is shown at all. */
export function showsField(raw: object, key: unknown, mask: Mask | undefined): boolean {
  return !mask?.allows || !isFields(raw) || mask.allows(key as string)
}

/** The index of the first element of a list that is shown. */
export function startOf(length: number, mask: Mask | undefined): number {
  return mask ? Math.max(0, length - mask.last) : 0
}
