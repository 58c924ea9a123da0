import { DurableObjectStateError } from '../../errors.ts'
import { putKey, removeKey } from '../changes/keyed-change.ts'
import { isShortText, SHORTER, TOO_LONG } from '../put/fits-in-row.ts'
import { PLACE, Place, Property, pathOf, shorten } from './place.ts'

/** Traps of objects with fields, and what all proxies of the state have in common. */
export class ObjectTraps extends Place implements ProxyHandler<object> {
  get(raw: object, key: PropertyKey, receiver: unknown): unknown {
    // An object that inherits from the view gets here too.
    if (key === PLACE) return receiver === this.proxy ? this : undefined
    const value = (raw as Record<PropertyKey, unknown>)[key]
    if (value === undefined) {
      // Passing raw values makes JSON.stringify as fast as on plain data.
      const isOffered = key === 'toJSON' && receiver === this.proxy && !Object.hasOwn(raw, key)
      return isOffered ? () => this.#loaded() : undefined
    }
    if (typeof value !== 'object' || (key === '__proto__' && !Object.hasOwn(raw, key))) return value
    return this.show(value, key)
  }

  set(raw: object, key: PropertyKey, value: unknown, receiver: unknown): boolean {
    // Set on an object that inherits from the view, or wraps it: the language decides where it
    // goes.
    if (receiver !== this.proxy) return Reflect.set(raw, key, value, receiver)
    this.guard()
    this.refuseSymbol(key)
    this.put(key as string, value)
    return true
  }

  deleteProperty(_raw: object, key: PropertyKey): boolean {
    this.guard()
    removeKey(this, key)
    return true
  }

  getOwnPropertyDescriptor(raw: object, key: PropertyKey): PropertyDescriptor | undefined {
    const descriptor = Reflect.getOwnPropertyDescriptor(raw, key)
    if (descriptor) descriptor.value = this.show(descriptor.value, key)
    return descriptor
  }

  defineProperty(raw: object, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
    this.guard()
    this.refuseSymbol(key)
    const known = Reflect.getOwnPropertyDescriptor(raw, key)
    const { value, writable, enumerable, configurable } = { ...known, ...descriptor }
    const isPlain = writable && (key === 'length' || (enumerable && configurable))
    if (descriptor.get || descriptor.set || !isPlain) {
      this.refuse(key, 'would be an accessor, or hidden, or read-only')
    }
    this.put(key as string, value)
    return true
  }

  preventExtensions(): boolean {
    return this.refuseFreezing()
  }

  setPrototypeOf(): boolean {
    return this.refuse(undefined, 'cannot change its prototype')
  }

  put(key: string, value: unknown): void {
    if (!isShortText(key)) this.refuse(key, TOO_LONG, SHORTER)
    putKey(this, key, value)
  }

  refuseSymbol(key: PropertyKey): void {
    if (typeof key === 'symbol') this.refuse(new Property(key), 'has a symbol as its key')
  }

  /** For libraries that freeze what they get, and everything in it: names the top of that. */
  refuseFreezing(): never {
    let top: Place = this
    while (top.parent?.parent?.parent) top = top.parent
    throw new DurableObjectStateError(
      `${this.path} cannot be frozen, sealed or made non-extensible, since the state is changed in ` +
        `place. Give the library that does it a copy, structuredClone(this.${top.path}), or turn it ` +
        'off (Immer: setAutoFreeze(false)).',
      { path: this.path },
    )
  }

  refuse(key: unknown, why: string, advice?: string): never {
    const path = key === undefined ? this.path : pathOf(this, key)
    const rest = advice ? `. ${advice}` : ': the state holds plain data only.'
    throw new DurableObjectStateError(`${shorten(path)} ${why}${rest}`, { path })
  }

  #loaded(): object {
    const { tree, links } = this.lens
    links?.flush({ quietly: true })
    if (tree.lazy > 0) tree.loadDeep(this.raw)
    return this.raw
  }
}
