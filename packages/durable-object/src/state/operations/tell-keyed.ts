import { encodePrimitive } from '../format/encode.ts'
import { getKey } from '../tree/keyed.ts'
import type { KeyedNet } from './keyed-net.ts'
import type { Mask } from './mask.ts'
import { type Part, pathTo } from './part.ts'
import type { Teller } from './tell-changes.ts'
import { compareTexts } from './text-change.ts'

interface Shown {
  shows(key: unknown): boolean
  maskOf(key: unknown): Mask | undefined
}

/** Tells which entries of an object, a Map or a Set are gone, replaced and new. */
export function tellKeyed(teller: Teller, part: Part, net: KeyedNet, shown: Shown): void {
  if (part.raw instanceof Set) {
    tellMembers(teller, part, net)
    return
  }
  const entries = [...net.entries].filter(([key]) => shown.shows(key))
  const gone = entries.filter(([, entry]) => entry.had && entry.moved)
  if (isEmptied(part.raw, net, gone.length)) teller.add('0', part.path)
  else for (const [key] of gone) teller.add('-', pathTo(part, key))
  for (const [key, { had, has, moved, isWhole, old }] of entries) {
    if (!has || !(moved || isWhole)) continue
    const value = getKey(part.raw, key)
    const change = had && !moved ? compareTexts(old, value) : undefined
    const path = pathTo(part, key)
    if (change) {
      teller.add('t', path, `${change.start}`, `${change.gone}`, JSON.stringify(change.text))
    } else teller.add('=', path, teller.encode(value, shown.maskOf(key)))
  }
}

function tellMembers(teller: Teller, part: Part, net: KeyedNet): void {
  const entries = [...net.entries]
  const gone = entries.filter(([, entry]) => entry.had && entry.moved)
  if (isEmptied(part.raw, net, gone.length)) teller.add('0', part.path)
  else for (const [member] of gone) teller.add('x', part.path, encodePrimitive(member))
  for (const [member, { has, moved }] of entries) {
    if (has && moved) teller.add('+', part.path, encodePrimitive(member))
  }
}

/** Whether nothing that was in a Map or Set is still in its old place. */
function isEmptied(raw: object, net: KeyedNet, gone: number): boolean {
  if (!(raw instanceof Map || raw instanceof Set) || gone < 2) return false
  let added = 0
  for (const { has, moved } of net.entries.values()) if (has && moved) added++
  return added === raw.size
}
