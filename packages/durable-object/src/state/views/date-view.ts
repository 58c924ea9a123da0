import { setTime, showTime } from '../changes/date-change.ts'
import { PLACE, type Place } from './place.ts'
import { createRefusingPrototype } from './refusing-prototype.ts'

type Method = (this: unknown, ...args: never[]) => unknown

/**
 * A real Date that shows a Date of the state, so that `new Date(view)`, cloning and formatters
 * work. They read a time inside the object, which no proxy can provide, so that time has to follow
 * the state.
 */
class DateView extends Date {
  readonly #place: Place

  constructor(place: Place) {
    super((place.raw as Date).getTime())
    this.#place = place
    Object.preventExtensions(this)
  }

  get [PLACE](): Place | undefined {
    return #place in this ? this.#place : undefined
  }
}

for (const name of Reflect.ownKeys(Date.prototype)) {
  const method = (Date.prototype as unknown as Record<PropertyKey, unknown>)[name]
  if (name === 'constructor' || typeof method !== 'function') continue
  const isSetter = typeof name === 'string' && name.startsWith('set')
  define(name, isSetter ? setter(method as Method) : reader(method as Method))
}
define('constructor', Date)
Object.setPrototypeOf(DateView.prototype, createRefusingPrototype(Date.prototype))

export function createDateView(place: Place): Date {
  const { scope, tree } = place.lens
  // Its source may have changed since it was put in.
  place.link?.look(place)
  if (scope.alive) tree.showingDates.add(place.lens)
  return new DateView(place)
}

function define(name: PropertyKey, value: unknown): void {
  Object.defineProperty(DateView.prototype, name, { value, configurable: true, writable: true })
}

function reader(method: Method): Method {
  return function (this: unknown, ...args) {
    const place = (this as Partial<DateView> | undefined)?.[PLACE]
    // Changes no longer reach views of handlers that have ended.
    if (place) {
      place.link?.look(place)
      showTime(this as Date, (place.raw as Date).getTime())
    }
    return method.apply(this, args)
  }
}

function setter(method: Method): Method {
  return function (this: unknown, ...args) {
    const place = (this as Partial<DateView> | undefined)?.[PLACE]
    if (!place) return method.apply(this, args)
    place.guard()
    place.link?.look(place)
    const next = new Date((place.raw as Date).getTime())
    const result = method.apply(next, args)
    setTime(place, next.getTime())
    return result
  }
}
