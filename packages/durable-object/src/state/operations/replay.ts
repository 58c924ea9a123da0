import { isObject } from '../tree/is-object.ts'
import type { Place } from '../views/place.ts'
import type { Heir } from './heirs.ts'
import { KeyedNet } from './keyed-net.ts'
import { ListNet } from './list-net.ts'
import type { Note } from './note-log.ts'

/** A Date or bytes that changed in place. */
export const ALTERED: unique symbol = Symbol('altered')

export type Net = ListNet | KeyedNet | typeof ALTERED

/** What became of each part, and where parts may be. */
export class Replay {
  /** By the raw values of now. */
  readonly nets: Map<object, Net> = new Map()
  /** Where a handler found a part. */
  readonly places: Map<object, Place> = new Map()
  /** Where a value is that took the place of another one. */
  readonly homes: Map<object, { home: object; key: unknown }> = new Map()
  readonly #before = new Map<unknown, object>()

  constructor(notes: readonly Note[]) {
    for (const note of notes) this.#apply(note)
  }

  #apply(note: Note): void {
    if (note.kind === 'succeed') {
      for (const heir of note.heirs) this.#succeed(heir)
      return
    }
    const { place } = note
    const { raw } = place
    this.#know(place)
    switch (note.kind) {
      case 'alter':
        this.nets.set(raw, ALTERED)
        return
      case 'put': {
        const { key, had, old, value } = note
        const isHeir = this.#settle(value, old, raw, key)
        if (Array.isArray(raw)) this.#list(raw).replace(key as number, old, true)
        else this.#keyed(raw).put(key, { had, old, isHeir })
        return
      }
      case 'remove':
        this.#keyed(raw).remove(note.key)
        return
      case 'splice': {
        const { index, removed, items } = note
        if (note.isPermutation) this.#list(raw).permute(index, removed, items)
        else
          this.#list(raw).splice(index, note, (value, old) => this.#settle(value, old, raw, index))
      }
    }
  }

  #succeed({ old, next, change, heirs }: Heir): void {
    if (!change) return
    const known = this.nets.get(old)
    this.nets.delete(old)
    this.#before.set(next, old)
    for (const [child, key] of heirs) this.homes.set(child, { home: next, key })
    const net = known ?? (Array.isArray(next) ? new ListNet() : new KeyedNet())
    this.nets.set(next, net)
    if (net instanceof ListNet && 'hunks' in change) {
      let moved = 0
      change.hunks.forEach(({ index, gone, added }, at) => {
        const [removed, items] = [change.removed[at] ?? [], change.items[at] ?? []]
        net.splice(index + moved, { removed, items }, () => false)
        moved += added - gone
      })
    }
    if (net instanceof KeyedNet && 'put' in change) {
      for (const key of change.removed) net.remove(key)
      for (const { key, had, old } of change.put) net.put(key, { had, old, isHeir: false })
    }
  }

  /** Whether a value took the place of the one before. */
  #settle(value: unknown, old: unknown, home: object, key: unknown): boolean {
    if (!isObject(old) || this.#before.get(value) !== old) return false
    this.homes.set(value as object, { home, key })
    return true
  }

  #know(place: Place): void {
    for (let at: Place | undefined = place; at && !this.places.has(at.raw); at = at.parent) {
      this.places.set(at.raw, at)
    }
  }

  #list(raw: object): ListNet {
    const known = this.nets.get(raw)
    if (known instanceof ListNet) return known
    const net = new ListNet()
    this.nets.set(raw, net)
    return net
  }

  #keyed(raw: object): KeyedNet {
    const known = this.nets.get(raw)
    if (known instanceof KeyedNet) return known
    const net = new KeyedNet()
    this.nets.set(raw, net)
    return net
  }
}
