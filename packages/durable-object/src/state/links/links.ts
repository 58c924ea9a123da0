import { DurableObjectStateError } from '../../errors.ts'
import { Large } from '../format/large.ts'
import { isObject } from '../tree/is-object.ts'
import { visit } from '../tree/visit.ts'
import type { Lens } from '../views/lens.ts'
import { type Place, placeOf } from '../views/place.ts'
import { bringIn, cut } from './bring-in.ts'
import { isCurrent } from './compare.ts'
import { Link, type LinkParts } from './link.ts'
import { PlaceFinder } from './place-finder.ts'
import { restore } from './restore.ts'
import { isUnchanged, traceOf } from './trace.ts'

/** What a handler's own objects became in the state, until it ends. */
export class Links {
  readonly lens: Lens
  /** Whether the handler has the object, and has not ended. */
  live = true
  /** While something is brought in, it is not carried back. */
  busy = false
  /** The handler has ended, and all of it was brought in. */
  isFlushed = false
  /** How many there were at the last commit. */
  committed = 0
  readonly #list: Link[] = []
  readonly #bySource = new Map<object, Link>()
  readonly #byRaw = new Map<object, Link>()
  /** How many of the list `#byRaw` has; most are never asked for. */
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

  /** Bytes of the state that a copy was handed out of. */
  lend(copy: object, large: Large, options: { home: object; key: unknown }): void {
    const link = this.add({ source: copy, raw: large, ...options, isFixed: false })
    if (!this.live) link.away = { trace: traceOf(copy), rawTrace: traceOf(large), hung: true }
  }

  /** A copy that was made of a part, which its owner's original still has. */
  standIn(raw: object, copy: unknown, home: object, key: unknown): void {
    if (!isObject(copy)) return
    const known = this.ofRaw(raw)
    const source = known?.source ?? this.lens.known(raw)
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

  /** The part that an original became, if it can be at several places. */
  rawOf(source: object): object | undefined {
    const link = this.#bySource.get(source)
    // Put in anew, it is as the object has it.
    if (link?.parted === 'lost') link.isFixed = true
    return link && !link.isFixed ? link.raw : undefined
  }

  /** The last part that an original became. */
  sought(source: object): object | undefined {
    return this.#bySource.get(source)?.raw
  }

  /** Whether a child of the source and one of the part are the same. */
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

  /** What a source has where its part has `raw`. */
  sourceOf(raw: unknown, place: Place, key: unknown): unknown {
    if (!isObject(raw)) return raw
    return this.ofRaw(raw)?.source ?? place.part(raw, key)
  }

  sourcesOf(items: unknown[], place: Place, index: number): unknown[] {
    // Holes stay.
    return items.map((raw, at) => this.sourceOf(raw, place, index + at))
  }

  /** The key of a source Map or Set that its part has as `raw`. */
  keyOf(source: Map<unknown, unknown> | Set<unknown>, raw: unknown): unknown {
    if (!isObject(raw)) return raw
    const known = this.ofRaw(raw)?.source
    if (known && source.has(known)) return known
    const view = this.lens.known(raw)
    if (view && source.has(view)) return view
    for (const key of source.keys()) if (this.areSame(key, raw)) return key
    return raw
  }

  /** Brings in all that changed. */
  flush(options: { quietly?: boolean } = {}): void {
    if (!this.live || this.isFlushed || this.busy) return
    const waiting: Link[] = []
    // What is brought in may add to the list.
    for (let at = 0; at < this.#list.length; at++) {
      const link = this.#list[at] as Link
      if (!isCurrent(link, true) && !this.#bring(link, options)) waiting.push(link)
    }
    // What hung nowhere may do so now.
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
      // It may come back, or a savepoint give the original what the part has.
      if (!link.parted) bringIn(link, finder.loosePlace(this.lens, link.raw), { quietly: true })
      return false
    }
    if (link.parted === 'lost') link.parted = undefined
    if (link.parted && !options.quietly) throw partedError(link, place)
    if (!link.parted) bringIn(link, place, options)
    return true
  }

  /**
   * Whether some of what leads from a part to the one that it is put into has changed in the
   * handler's own objects, as when parent and child change places. It is taken out.
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

  /** The state went back to a mark: the originals follow, and those put in since are let go. */
  goBack(count: number): void {
    this.isFlushed = false
    this.forget(count)
    for (const link of this.#list) restore(link)
  }

  /** Lets go of what came after the first so many. */
  forget(count: number): void {
    for (const link of this.#list.splice(count)) {
      if (this.#bySource.get(link.source) === link) this.#bySource.delete(link.source)
      if (this.#byRaw.get(link.raw) === link) this.#byRaw.delete(link.raw)
    }
    this.#indexed = Math.min(this.#indexed, count)
  }

  isCommitted(): void {
    this.committed = this.count
    this.isFlushed = false
  }

  /** The handler lets others in. */
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

  /** The originals take what others changed, and the state what was changed in them meanwhile. */
  comeBack(): void {
    this.live = true
    this.isFlushed = false
    if (this.lens.tree.changes !== this.#changes) this.#meet()
    for (const link of this.#list) if (!link.parted) link.away = undefined
  }

  /** Throws where an object was changed while the handler was outside, and its part by another one. */
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

  /** From now on the originals are the code's own again. */
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
  const name = Object.prototype.toString.call(link.source).slice(8, -1)
  return new DurableObjectStateError(
    `An ${name} that was put into the state was changed after another handler removed it from the state during this.outside(). Read it again from this.state.`,
  )
}
