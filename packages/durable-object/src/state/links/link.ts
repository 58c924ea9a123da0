import { exchange } from '../changes/array-change.ts'
import { deleteKey, getKey, setKey } from '../tree/keyed.ts'
import type { Place } from '../views/place.ts'
import { bringIn, bringInAt } from './bring-in.ts'
import { isCurrent, isCurrentAt } from './compare.ts'
import type { Links } from './links.ts'
import type { Trace } from './trace.ts'
import { traceOf } from './trace.ts'

export type LinkParts = Pick<Link, 'source' | 'raw' | 'home' | 'key' | 'isFixed'>

interface Away {
  trace: Trace
  rawTrace: Trace | undefined
  /** Whether the part belonged to the state. */
  hung: boolean
}

/**
 * A handler's own object and the part of the state that it became. Until the handler ends they are
 * one thing: what is changed in the object is brought in when the part is looked at, and at the end;
 * what is changed in the part is changed in the object at once.
 */
export class Link {
  readonly links: Links
  readonly source: object
  readonly raw: object
  /** The raw value that the part was put into, and under which key. */
  home: object
  key: unknown
  /** The part is a copy, and goes its own way: the object cannot change, or can be in one place only. */
  isFixed: boolean
  /** The elements of a source array that the part is known to have. */
  seen: unknown[] | undefined
  /** Why it must not. */
  parted: 'away' | 'lost' | 'sealed' | undefined
  /** What the two were when the handler went outside, or they were parted. */
  away: Away | undefined

  constructor(links: Links, parts: LinkParts) {
    this.links = links
    this.source = parts.source
    this.raw = parts.raw
    this.home = parts.home
    this.key = parts.key
    this.isFixed = parts.isFixed
  }

  get isLive(): boolean {
    return this.links.live && !this.isFixed && !this.parted && !this.links.busy
  }

  /** Brings in what changed in the object itself; not what changed below it. */
  look(place: Place): void {
    if (this.isLive && !isCurrent(this)) bringIn(this, place, { quietly: true })
  }

  /** The same as far as a key is concerned. */
  lookAt(place: Place, key: unknown): void {
    if (this.isLive && !isCurrentAt(this, key)) bringInAt(this, place, key)
  }

  /** The same for the number of entries. */
  lookAtSize(place: Place): void {
    if (!this.isLive) return
    const [source, raw] = [this.source, this.raw] as [Set<unknown>, Set<unknown>]
    if (source.size !== raw.size) bringIn(this, place, { quietly: true })
  }

  /** The same for a run of elements, and the length. */
  lookFrom(place: Place, start: number, end: number): void {
    if (!this.isLive) return
    const source = this.source as unknown[]
    let isSame = source.length === (this.raw as unknown[]).length
    for (let at = start; isSame && at < end; at++) isSame = isCurrentAt(this, at)
    if (!isSame) bringIn(this, place, { quietly: true })
  }

  mirrorPut(place: Place, key: unknown): void {
    const { source, raw, links } = this
    this.#mirror(() => {
      const isCollection = source instanceof Map || source instanceof Set
      const value = raw instanceof Set ? undefined : links.sourceOf(getKey(raw, key), place, key)
      setKey(source, isCollection ? links.sourceOf(key, place, key) : key, value)
    })
  }

  mirrorRemove(key: unknown): void {
    const { source, links } = this
    this.#mirror(() => {
      const isCollection = source instanceof Map || source instanceof Set
      deleteKey(source, isCollection ? links.keyOf(source, key) : key)
    })
  }

  mirrorSplice(
    place: Place,
    { index, gone, items }: { index: number; gone: number; items: unknown[] },
  ): void {
    this.#mirror(() => {
      const sources = this.links.sourcesOf(items, place, index)
      exchange(this.source as unknown[], index, gone, sources)
      if (this.seen) exchange(this.seen, index, gone, sources)
    })
  }

  mirrorTime(time: number): void {
    this.#mirror(() => (this.source as Date).setTime(time))
  }

  /** An object that is sealed, or has fields that cannot be written, goes its own way from here on. */
  #mirror(change: () => void): void {
    if (!this.isLive) return
    this.links.isFlushed = false
    try {
      change()
    } catch {
      this.part('sealed')
    }
  }

  /** The two are no longer one thing; changes of the source are refused from now on. */
  part(why: NonNullable<Link['parted']>): void {
    this.parted = why
    this.away = { trace: traceOf(this.source), rawTrace: undefined, hung: false }
  }
}

/** Whether nothing of it can be changed, as Immer leaves what it made. */
export function cannotChange(source: object): boolean {
  return (
    !Object.isExtensible(source) &&
    Object.isFrozen(source) &&
    !(source instanceof Map || source instanceof Set)
  )
}
