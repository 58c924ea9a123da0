import { DurableObjectStateError } from '../../errors.ts'
import type { Link } from '../links/link.ts'
import { isObject } from '../tree/is-object.ts'
import type { Lens } from './lens.ts'

/** The key under which a view has its place. No other object has this key. */
export const PLACE: unique symbol = Symbol('place')

/** Where a part is in the state, as one handler reached it. */
export class Place {
  readonly lens: Lens
  readonly raw: object
  parent: Place | undefined
  key: unknown
  /** Set if it was made from an object of the handler. */
  readonly link: Link | undefined
  /** Whether another handler removed it from the state. */
  lost: boolean
  /**
   * The view. Traps compare it with their receiver, which may be an object that inherits from it.
   */
  proxy: object | undefined
  /** Of an array: places of elements that have views; see `KnownViews`. */
  elements: Place[] | undefined
  /** Of other parts: the first of the places of children that have views. */
  child: Place | undefined
  /** The next one of these. */
  sibling: Place | undefined

  constructor(lens: Lens, raw: object, parent?: Place, key?: unknown) {
    this.lens = lens
    this.raw = raw
    this.parent = parent
    this.key = key
    this.link = lens.links?.ofRaw(raw)
    this.lost = parent?.lost ?? false
    this.proxy = undefined
    this.elements = undefined
    this.child = undefined
    this.sibling = undefined
  }

  /** A raw child as the handler sees it: a view, or the primitive itself. */
  show(value: unknown, key: unknown): unknown {
    return isObject(value) ? this.lens.view(value, this, key) : value
  }

  get path(): string {
    return this.parent ? pathOf(this.parent, this.key) : 'state'
  }

  isWithin(places: ReadonlySet<Place>): boolean {
    for (let at: Place | undefined = this; at; at = at.parent) if (places.has(at)) return true
    return false
  }

  guard(): void {
    const { scope } = this.lens
    if (!scope.alive) scope.onDeadWrite()
    scope.canWrite?.(this)
    if (this.lens.tree.closed !== undefined) throw new Error(this.lens.tree.closed)
    if (this.lost && !this.lens.tree.holds(this)) {
      throw new DurableObjectStateError(
        `${this.path} was removed from the state by another handler during this.outside(). Read it again from this.state.`,
      )
    }
  }
}

export function placeOf(value: unknown): Place | undefined {
  return isObject(value) ? (value as { [PLACE]?: Place })[PLACE] : undefined
}

/** The raw value behind a view; any other value as it is. */
export function rawOf(value: unknown): unknown {
  return placeOf(value)?.raw ?? value
}

/** Means that there is no key any more. (undefined can be the key of a Map.) */
export const LOST: unique symbol = Symbol('lost')

/** The key under which `parent` holds `child` now, or LOST. */
export function locate(parent: object, child: object, hint: unknown): unknown {
  if (Array.isArray(parent)) {
    if (parent[hint as number] === child) return hint
    const index = parent.indexOf(child)
    return index < 0 ? LOST : index
  }
  if (parent instanceof Map) {
    if (parent.get(hint) === child) return hint
    if (parent.has(child)) return child
    for (const [key, value] of parent) if (value === child) return key
    return LOST
  }
  if (parent instanceof Set) return parent.has(child) ? child : LOST
  const object = parent as Record<string, unknown>
  return Object.hasOwn(object, hint as string) && object[hint as string] === child
    ? hint
    : (Object.keys(object).find((key) => object[key] === child) ?? LOST)
}

export function pathOf(place: Place, key: unknown): string {
  const steps: string[] = []
  let below = key
  for (let at: Place | undefined = place; at?.parent; at = at.parent) {
    steps.push(step(at.raw, below))
    below = at.key
  }
  return `state${steps.reverse().join('')}`
}

/** For messages: a path is as long as the keys in it. */
export function shorten(path: string): string {
  return path.length > 300 ? `${path.slice(0, 200)}…${path.slice(-80)}` : path
}

/** In a path: among the keys of a Map. */
export const KEYS: unique symbol = Symbol('keys')

/** In a path: a property of an object whose entries are something else, such as a Map. */
export class Property {
  readonly key: PropertyKey

  constructor(key: PropertyKey) {
    this.key = key
  }
}

export function step(owner: object, key: unknown): string {
  if (key instanceof Property) return property(key.key)
  if (owner instanceof Map) return key === KEYS ? '.keys()' : `.get(${show(key)})`
  if (owner instanceof Set) return '.values()'
  if (Array.isArray(owner) && /^\d+$/.test(String(key))) return `[${String(key)}]`
  return property(key)
}

function property(key: unknown): string {
  const isName =
    typeof key === 'string' && key.length <= MOST_SHOWN && /^[A-Za-z_$][\w$]*$/.test(key)
  return isName ? `.${key}` : `[${show(key)}]`
}

/** How many characters of a key a message shows. */
const MOST_SHOWN = 100

function isShort(key: bigint): boolean {
  return BigInt.asIntN(64, key) === key
}

function show(key: unknown): string {
  if (typeof key === 'string') {
    return JSON.stringify(key.length > MOST_SHOWN ? `${key.slice(0, MOST_SHOWN)}…` : key)
  }
  if (typeof key === 'bigint' && !isShort(key)) return '…'
  return typeof key === 'object' || typeof key === 'function' ? '…' : String(key)
}
