import { Large } from '../format/large.ts'
import { keysOf, setKey } from '../tree/keyed.ts'
import { isCurrent } from './compare.ts'
import type { Link } from './link.ts'
import { PlaceFinder } from './place-finder.ts'

/** Makes a source equal to its part, which went back to a savepoint, or which others changed. */
export function restore(link: Link): void {
  if (link.isFixed || link.parted) return
  link.seen = undefined
  if (isCurrent(link)) return
  try {
    overwrite(link)
  } catch {
    link.split('sealed')
  }
}

function overwrite(link: Link): void {
  const { source, raw, links } = link
  const { lens } = links
  const finder = new PlaceFinder(lens.tree)
  const place = finder.place(lens, raw) ?? lens.placeOf(raw) ?? finder.loosePlace(lens, raw)
  const toSource = (value: unknown, key: unknown): unknown => links.sourceOf(value, place, key)
  if (raw instanceof Large) overwriteBytes(source as ArrayBuffer, raw)
  else if (raw instanceof Date) (source as Date).setTime(raw.getTime())
  else if (Array.isArray(raw)) overwriteList(source as unknown[], links.sourcesOf(raw, place, 0))
  else if (raw instanceof Map) {
    const entries = [...raw].map(
      ([key, value]) => [toSource(key, key), toSource(value, key)] as const,
    )
    ;(source as typeof raw).clear()
    for (const [key, value] of entries) (source as typeof raw).set(key, value)
  } else if (raw instanceof Set) {
    const items = [...raw].map((item) => toSource(item, item))
    ;(source as typeof raw).clear()
    for (const item of items) (source as typeof raw).add(item)
  } else {
    const fields = source as Record<string, unknown>
    const next = keysOf(raw).map((key) => {
      return [key, toSource((raw as typeof fields)[key as string], key)] as const
    })
    for (const key of Object.keys(fields)) delete fields[key]
    for (const [key, value] of next) setKey(fields, key, value)
  }
}

function overwriteList(list: unknown[], next: unknown[]): void {
  list.length = next.length
  for (let at = 0; at < next.length; at++) {
    if (at in next) list[at] = next[at]
    else delete list[at]
  }
}

function overwriteBytes(source: ArrayBuffer | ArrayBufferView, raw: Large): void {
  const next = new Uint8Array(raw.get() as ArrayBuffer)
  const bytes = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source)
  if (bytes.length !== next.length) throw new RangeError('Bytes have a fixed length')
  bytes.set(next)
}
