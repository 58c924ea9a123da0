import { toBase64 } from '../format/bytes.ts'
import { encodePrimitive, encodeValueObject, tagged } from '../format/encode.ts'
import { kindOf, OBJECT } from '../format/kinds.ts'
import { Large } from '../format/large.ts'
import { isPlainJson } from '../format/plain-json.ts'
import { isObject } from '../tree/is-object.ts'
import { isFields } from '../tree/keyed.ts'
import type { Tree } from '../tree/tree.ts'
import { isHidden, type Mask, maskBelow, type ShownKeys, showsField, startOf } from './mask.ts'

/** The text of a raw value as a mask shows it, the same as `encodeData` gives for a copy of that. */
export function encodeShown(tree: Tree, value: unknown, mask?: Mask): string {
  if (!isObject(value)) return encodePrimitive(value)
  if (value instanceof Large) return encodeLarge(value)
  if (isHidden(value, mask)) return 'null'
  // Many times as fast.
  if (!mask && isPlainJson(value, tree)) return JSON.stringify(value)
  const known = encodeValueObject(value)
  if (known !== undefined) return known
  if (Array.isArray(value)) return `[${encodeElements(tree, value, { mask }).join()}]`
  tree.load(value)
  const below = maskBelow(value, mask)
  if (value instanceof Map) {
    const entries: string[] = []
    for (const [key, item] of value) {
      if (isHidden(key, below)) continue
      entries.push(encodeShown(tree, key, below), encodeShown(tree, item, below))
    }
    return tagged(kindOf(value), ...entries)
  }
  if (value instanceof Set) {
    const items = Array.from(value).filter((item) => !isHidden(item, below))
    return tagged(kindOf(value), ...items.map((item) => encodeShown(tree, item, below)))
  }
  return encodeFields(tree, value as Record<string, unknown>, mask)
}

/** The texts of the elements that a mask shows, or of `count` elements from `from` on. */
export function encodeElements(
  tree: Tree,
  list: unknown[],
  { mask, from, count = Infinity }: { mask: Mask | undefined; from?: number; count?: number },
): string[] {
  const loader = tree.containers.get(list)?.loader
  // Without this its length is not known.
  loader?.open()
  const start = from ?? startOf(list.length, mask)
  const to = Math.min(list.length, start + count)
  loader?.loadRange(start, to)
  const below = maskBelow(list, mask)
  const texts: string[] = []
  for (let at = start; at < to; at++) {
    const item = list[at]
    const isHole = item === undefined && !(at in list)
    texts.push(isHole ? tagged('h') : encodeShown(tree, item, below))
  }
  return texts
}

/** The text of what is shown of a state; only the fields of an object can be. */
export function encodeState(tree: Tree, keys: ShownKeys): string {
  const [raw] = tree.root
  if (!isFields(raw)) return '{}'
  tree.load(raw)
  return join(raw, {
    keys: Object.keys(raw).filter((key) => keys.has(key)),
    encode: (key) => encodeShown(tree, raw[key], keys.get(key)),
  })
}

function encodeFields(tree: Tree, fields: Record<string, unknown>, mask: Mask | undefined): string {
  return join(fields, {
    keys: Object.keys(fields).filter((key) => showsField(fields, key, mask)),
    encode: (key) => encodeShown(tree, fields[key]),
  })
}

function join(
  fields: object,
  { keys, encode }: { keys: string[]; encode(key: string): string },
): string {
  const kind = kindOf(fields)
  // An object with a field '$' would read as a tag.
  const isPlain = kind === OBJECT && !keys.includes('$')
  const separator = isPlain ? ':' : ','
  const texts = keys.map((key) => `${JSON.stringify(key)}${separator}${encode(key)}`)
  return isPlain ? `{${texts.join()}}` : tagged(kind, ...texts)
}

function encodeLarge(large: Large): string {
  const content = large.get()
  return typeof content === 'string'
    ? JSON.stringify(content)
    : tagged('b', `"${large.type}"`, `"${toBase64(content)}"`)
}
