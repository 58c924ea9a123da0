import { prototypeOf } from '../tree/hash-safe.ts'
import type { ObjectTraps } from '../views/object-traps.ts'
import { PLACE } from '../views/place.ts'
import type { Link } from './link.ts'

/** Traps of a linked part. Each first brings in what changed in the source. */
export class LinkedTraps implements ProxyHandler<object> {
  readonly #traps: ObjectTraps & ProxyHandler<object>
  readonly #link: Link

  constructor(traps: ObjectTraps, link: Link) {
    this.#traps = traps
    this.#link = link
  }

  get(raw: object, key: PropertyKey, receiver: unknown): unknown {
    if (key !== PLACE) this.#lookAt(key)
    return this.#traps.get(raw, key, receiver)
  }

  set(raw: object, key: PropertyKey, value: unknown, receiver: unknown): boolean {
    this.#lookFor(raw, key)
    return this.#traps.set(raw, key, value, receiver)
  }

  has(raw: object, key: PropertyKey): boolean {
    this.#lookAt(key)
    return this.#traps.has?.(raw, key as string) ?? Reflect.has(raw, key)
  }

  ownKeys(raw: object): ArrayLike<string | symbol> {
    this.#link.look(this.#traps)
    return this.#traps.ownKeys?.(raw) ?? Reflect.ownKeys(raw)
  }

  deleteProperty(raw: object, key: PropertyKey): boolean {
    this.#lookAt(key)
    return this.#traps.deleteProperty(raw, key)
  }

  getOwnPropertyDescriptor(raw: object, key: PropertyKey): PropertyDescriptor | undefined {
    this.#lookAt(key)
    return this.#traps.getOwnPropertyDescriptor(raw, key)
  }

  defineProperty(raw: object, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
    this.#lookFor(raw, key)
    return this.#traps.defineProperty(raw, key, descriptor)
  }

  preventExtensions(): boolean {
    return this.#traps.preventExtensions()
  }

  getPrototypeOf(raw: object): object | null {
    return prototypeOf(raw)
  }

  setPrototypeOf(): boolean {
    return this.#traps.setPrototypeOf()
  }

  #lookAt(key: PropertyKey): void {
    const { source } = this.#link
    // The methods of a Map or Set do this for its entries.
    if (!(source instanceof Map || source instanceof Set)) this.#link.lookAt(this.#traps, key)
    else if (key === 'size') this.#link.look(this.#traps)
  }

  /** A new element comes after all that the source has, so the length matters too. */
  #lookFor(raw: object, key: PropertyKey): void {
    if (Array.isArray(raw) && !Object.hasOwn(raw, key)) this.#link.lookFrom(this.#traps, 0, 0)
    else this.#lookAt(key)
  }
}
