import { DurableObjectStateError } from '../../errors.ts'
import { PLACE, type Place } from './place.ts'
import { createRefusingPrototype } from './refusing-prototype.ts'

/** A real RegExp that shows a RegExp of the state. Its `lastIndex` belongs to the handler. */
class RegExpView extends RegExp {
  readonly #place: Place

  constructor(place: Place) {
    super(place.raw as RegExp)
    this.#place = place
    Object.preventExtensions(this)
  }

  get [PLACE](): Place | undefined {
    return #place in this ? this.#place : undefined
  }
}

// Copied, constructor included, so that look-ups end here and not at the proxy above.
Object.defineProperties(RegExpView.prototype, Object.getOwnPropertyDescriptors(RegExp.prototype))
Object.defineProperty(RegExpView.prototype, 'compile', {
  value(this: RegExpView): never {
    const path = this[PLACE]?.path
    throw new DurableObjectStateError(
      `${path} cannot be recompiled: a stored RegExp does not change. Assign a new one.`,
      { path },
    )
  },
})
Object.setPrototypeOf(RegExpView.prototype, createRefusingPrototype(RegExp.prototype))

export function createRegExpView(place: Place): RegExp {
  return new RegExpView(place)
}
