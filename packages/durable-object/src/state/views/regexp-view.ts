import { DurableObjectStateError } from '../../errors.ts'
import { PLACE, type Place } from './place.ts'
import { createRefusingPrototype } from './refusing-prototype.ts'

/** A real RegExp that shows the state's one. It is the handler's own, with a lastIndex of its own. */
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

// Found here, nothing has to be looked up behind a proxy. It has the constructor as well.
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
