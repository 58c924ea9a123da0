import { LOST, PLACE, type Place } from './place.ts'

type Method = (this: unknown, ...args: never[]) => unknown

/** A real Date that shows the state's one, so that `new Date(view)` and formatters work. */
class DateView extends Date {
  readonly #place: Place

  constructor(place: Place) {
    super((place.raw as Date).getTime())
    this.#place = place
  }

  get [PLACE](): Place {
    return this.#place
  }
}

for (const name of Reflect.ownKeys(Date.prototype)) {
  const method = (Date.prototype as unknown as Record<PropertyKey, unknown>)[name]
  if (name === 'constructor' || typeof method !== 'function') continue
  const isSetter = typeof name === 'string' && name.startsWith('set')
  define(name, isSetter ? setter(method as Method) : reader(method as Method))
}
define('constructor', Date)

export function createDateView(place: Place): Date {
  return new DateView(place)
}

function define(name: PropertyKey, value: unknown): void {
  Object.defineProperty(DateView.prototype, name, { value, configurable: true, writable: true })
}

function reader(method: Method): Method {
  return function (this: unknown, ...args) {
    if (this instanceof DateView) sync(this)
    return method.apply(this, args)
  }
}

function setter(method: Method): Method {
  return function (this: unknown, ...args) {
    const place = (this as DateView)[PLACE]
    const raw = place.raw as Date
    place.guard()
    sync(this as DateView)
    const before = raw.getTime()
    const result = method.apply(this, args)
    write(place, Date.prototype.getTime.call(this))
    place.lens.tree.record(() => {
      raw.setTime(before)
      sync(this as DateView)
    })
    return result
  }
}

function write(place: Place, time: number): void {
  const { tree } = place.lens
  const spot = tree.find(place, LOST)
  ;(place.raw as Date).setTime(time)
  spot?.container.mark(spot.key)
}

function sync(view: DateView): void {
  Date.prototype.setTime.call(view, (view[PLACE].raw as Date).getTime())
}
