import { exchange } from '../changes/array-change.ts'
import { deleteKey, getKey, setKey } from '../tree/keyed.ts'
import type { Place } from '../views/place.ts'
import { bringIn, bringInAt } from './bring-in.ts'
import { isCurrent, isCurrentAt } from './compare.ts'
import type { Trace } from './fingerprint.ts'
import { traceOf } from './fingerprint.ts'
import type { Links } from './links.ts'

export type LinkParts = Pick<Link, 'source' | 'raw' | 'home' | 'key' | 'isFixed'>

interface Away {
  trace: Trace
  rawTrace: Trace | undefined
  /** Whether the part was in the state. */
  hung: boolean
}

/**
 * An object that a handler put into the state (the source), and the part that was made from it.
 * Until the handler ends they are one thing: a change of the source is brought in when the part is
 * next used, and at the end; a change of the part is mirrored in the source at once.
 */
export class Link {
  readonly links: Links
  readonly source: object
  readonly raw: object
  /** The raw value that the part was put into, and the key there. */
  home: object
  key: unknown
  /** Changes are neither brought in nor mirrored: the source cannot change, or has another part. */
  isFixed: boolean
  /** The elements of a source array when it last equalled the part. */
  seen: unknown[] | undefined
  /** Why the source must not be changed any more. */
  parted: 'away' | 'lost' | 'sealed' | undefined
  /** What both held when the handler went outside, or when the link was split. */
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

  /** Brings in what changed in the source itself, but not below it. */
  look(place: Place): void {
    if (this.isLive && !isCurrent(this)) bringIn(this, place, { quietly: true })
  }

  /** The same for one key. */
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

  /** Splits the link if the source is sealed or has read-only fields. */
  #mirror(change: () => void): void {
    if (!this.isLive) return
    this.links.isFlushed = false
    try {
      change()
    } catch {
      this.split('sealed')
    }
  }

  /** Bytes that another handler had moved, which have no view, were read where they are now. */
  findAgain(home: object, key: unknown): void {
    if (this.parted === 'lost') Object.assign(this, { home, key })
  }

  /** The two are no longer one thing: from now on changes of the source are refused. */
  split(why: NonNullable<Link['parted']>): void {
    this.parted = why
    this.away = { trace: traceOf(this.source), rawTrace: undefined, hung: false }
  }
}

/** Whether nothing in it can be changed, as in what Immer makes. */
export function cannotChange(source: object): boolean {
  return (
    !Object.isExtensible(source) &&
    Object.isFrozen(source) &&
    !(source instanceof Map || source instanceof Set)
  )
}
