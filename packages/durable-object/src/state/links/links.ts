import { DurableObjectStateError } from '../../errors.ts'
import { Large } from '../format/large.ts'
import { isObject, typeName } from '../tree/is-object.ts'
import { visit } from '../tree/visit.ts'
import type { Lens } from '../views/lens.ts'
import { type Place, placeOf } from '../views/place.ts'
import { bringIn, cut } from './bring-in.ts'
import { isCurrent } from './compare.ts'
import { isUnchanged, traceOf } from './fingerprint.ts'
import { Link, type LinkParts } from './link.ts'
import { PlaceFinder } from './place-finder.ts'
import { restore } from './restore.ts'

/** All links of one handler, until it ends. */
export class Links {
  readonly lens: Lens
  /** Whether the handler is running, and not outside. */
  live = true
  /** While something is brought in, it is not mirrored. */
  busy = false
  /** The handler's code has ended, and everything was brought in. */
  isFlushed = false
  /** How many there were at the last commit. */
  committed = 0
  readonly #list: Link[] = []
  readonly #bySource = new Map<object, Link>()
  readonly #byRaw = new Map<object, Link>()
  /**
   * How many of the list are in `#byRaw`. It is filled when needed, since most are never looked up.
   */
  #indexed = 0
  #changes = 0

  constructor(lens: Lens) {
    this.lens = lens
  }

  get count(): number {
    return this.#list.length
  }

  add(parts: LinkParts): Link {
    this.isFlushed = false
    const link = new Link(this, parts)
    this.#list.push(link)
    this.#bySource.set(parts.source, link)
    return link
  }

  /** Links a copy of bytes, which the handler got, with those of the state. */
  lend(copy: object, large: Large, options: { home: object; key: unknown }): void {
    const link = this.add({ source: copy, raw: large, ...options, isFixed: false })
    if (!this.live) link.away = { trace: traceOf(copy), rawTrace: traceOf(large), hung: true }
  }

  /** A shared part was copied for the commit. The source still has one object for both. */
  standIn(raw: object, copy: unknown, home: object, key: unknown): void {
    if (!isObject(copy)) return
    const known = this.ofRaw(raw)
    const source = known?.source ?? this.lens.viewOf(raw)
    if (!source) return
    this.#list.push(new Link(this, { source, raw: copy, home, key, isFixed: true }))
  }

  ofRaw(raw: object): Link | undefined {
    for (; this.#indexed < this.#list.length; this.#indexed++) {
      const link = this.#list[this.#indexed] as Link
      this.#byRaw.set(link.raw, link)
    }
    return this.#byRaw.get(raw)
  }

  /** The part that was made from a source, if it can be at several places. */
  rawOf(source: object): object | undefined {
    const link = this.#bySource.get(source)
    // Put in again, it becomes a new part.
    if (link?.parted === 'lost') link.isFixed = true
    return link && !link.isFixed ? link.raw : undefined
  }

  /** The last part that was made from a source. */
  sought(source: object): object | undefined {
    return this.#bySource.get(source)?.raw
  }

  /** Whether a child of a source and a child of its part are the same. */
  areSame(own: unknown, raw: unknown): boolean {
    if (!isObject(own)) {
      return (
        Object.is(own, raw) ||
        (typeof own === 'string' && raw instanceof Large && raw.type === '' && raw.is(own))
      )
    }
    if (!isObject(raw)) return false
    const link = this.#bySource.get(own)
    if (link?.raw === raw) return true
    if (link && !link.isFixed) return this.ofRaw(raw)?.source === own
    return placeOf(own)?.raw === raw || this.ofRaw(raw)?.source === own
  }

  /** What to put into a source where its part has `raw`. */
  sourceOf(raw: unknown, place: Place, key: unknown): unknown {
    if (!isObject(raw)) return raw
    return this.ofRaw(raw)?.source ?? place.show(raw, key)
  }

  sourcesOf(items: unknown[], place: Place, index: number): unknown[] {
    // Holes stay.
    return items.map((raw, at) => this.sourceOf(raw, place, index + at))
  }

  /** The key in a source Map or Set for a raw key of its part. */
  keyOf(source: Map<unknown, unknown> | Set<unknown>, raw: unknown): unknown {
    if (!isObject(raw)) return raw
    const known = this.ofRaw(raw)?.source
    if (known && source.has(known)) return known
    const view = this.lens.viewOf(raw)
    if (view && source.has(view)) return view
    for (const key of source.keys()) if (this.areSame(key, raw)) return key
    return raw
  }

  /** Brings in everything that changed in the sources. */
  flush(options: { quietly?: boolean } = {}): void {
    if (!this.live || this.isFlushed || this.busy) return
    const waiting: Link[] = []
    // Bringing in may add links.
    for (let at = 0; at < this.#list.length; at++) {
      const link = this.#list[at] as Link
      if (!isCurrent(link, true) && !this.#bring(link, options)) waiting.push(link)
    }
    // A part that was nowhere in the state may be in it now.
    for (let count = -1; waiting.length > 0 && count !== waiting.length; ) {
      count = waiting.length
      const again = waiting.splice(0)
      for (const link of again) if (!this.#bring(link, options)) waiting.push(link)
    }
  }

  #bring(link: Link, options: { quietly?: boolean }): boolean {
    const finder = new PlaceFinder(this.lens.tree)
    const place = finder.place(this.lens, link.raw)
    if (!place) {
      if (link.parted === 'lost' && !options.quietly) throw lostError(link)
      // It may be put in again, or a savepoint may restore the source from the part.
      if (!link.parted) bringIn(link, finder.loosePlace(this.lens, link.raw), { quietly: true })
      return false
    }
    if (link.parted === 'lost') link.parted = undefined
    if (link.parted && !options.quietly) throw partedError(link, place)
    if (!link.parted) bringIn(link, place, options)
    return true
  }

  /**
   * True if sources between a part and the one that it is put into have changed, as when a parent
   * and its child change places. Then removes from the parts what their sources no longer have.
   */
  turnsAround(raw: object, target: object): boolean {
    if (!this.live) return false
    const changed: Link[] = []
    const seen = new Set([target])
    visit(raw, (each) => {
      if (each instanceof Large || seen.has(each)) return false
      seen.add(each)
      const link = this.ofRaw(each)
      if (link && !link.parted && !isCurrent(link)) changed.push(link)
      return true
    })
    const finder = new PlaceFinder(this.lens.tree)
    for (const link of changed) {
      cut(link, finder.place(this.lens, link.raw) ?? finder.loosePlace(this.lens, link.raw))
    }
    return changed.length > 0
  }

  /**
   * The state went back to a mark: restores the sources, and forgets those that were put in since.
   */
  goBack(count: number): void {
    this.isFlushed = false
    this.forget(count)
    for (const link of this.#list) restore(link)
  }

  /** Forgets all links but the first `count`. */
  forget(count: number): void {
    for (const link of this.#list.splice(count)) {
      if (this.#bySource.get(link.source) === link) this.#bySource.delete(link.source)
      if (this.#byRaw.get(link.raw) === link) this.#byRaw.delete(link.raw)
    }
    this.#indexed = Math.min(this.#indexed, count)
  }

  noteCommit(): void {
    this.committed = this.count
    this.isFlushed = false
  }

  /** The handler lets other handlers run. */
  leave(): void {
    const finder = new PlaceFinder(this.lens.tree)
    for (const link of this.#list) {
      link.away = {
        trace: link.away?.trace ?? traceOf(link.source),
        rawTrace: traceOf(link.raw),
        hung: finder.hangs(this.lens, link.raw),
      }
    }
    this.live = false
    this.#changes = this.lens.tree.changes
  }

  /** The sources get what other handlers changed, and the state what was changed in the sources. */
  comeBack(): void {
    this.live = true
    this.isFlushed = false
    if (this.lens.tree.changes !== this.#changes) this.#meet()
    for (const link of this.#list) if (!link.parted) link.away = undefined
  }

  /** Throws if the handler changed a source while it was outside, and another handler its part. */
  assertMet(): void {
    const link = this.#list.find(({ parted }) => parted === 'away')
    if (link) throw partedError(link, new PlaceFinder(this.lens.tree).place(this.lens, link.raw))
  }

  #meet(): void {
    const { lens } = this
    const finder = new PlaceFinder(lens.tree)
    const met: Link[] = []
    for (const link of this.#list) {
      if (link.isFixed) continue
      link.seen = undefined
      if (link.away?.hung && !finder.hangs(lens, link.raw)) link.parted = 'lost'
      else if (!link.parted && !isUnchanged(link.raw, link.away?.rawTrace)) met.push(link)
    }
    for (const link of met) {
      if (isUnchanged(link.source, link.away?.trace)) restore(link)
      else link.parted = 'away'
    }
  }

  /** From now on the sources are separate from the state. */
  end(): void {
    this.live = false
    this.lens.links = undefined
    this.lens.tree.linked?.delete(this)
    if (this.lens.tree.linked?.size === 0) this.lens.tree.linked = undefined
  }
}

function partedError(link: Link, place: Place | undefined): DurableObjectStateError {
  const path = place?.path ?? 'A part of the state'
  const why =
    link.parted === 'away'
      ? 'the object it was made from was changed during this.outside(), and another handler changed the stored part. Change the object before or after this.outside()'
      : 'the object it was made from is sealed or has read-only fields, so it no longer matches the stored part. Change the part through this.state'
  return new DurableObjectStateError(`${path} cannot be stored: ${why}.`, { path })
}

function lostError(link: Link): DurableObjectStateError {
  const name = typeName(link.source)
  return new DurableObjectStateError(
    `An ${name} that was put into the state was changed after another handler removed it from the state during this.outside(). Read it again from this.state.`,
  )
}
