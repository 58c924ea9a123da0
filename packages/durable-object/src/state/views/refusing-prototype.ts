import { DurableObjectStateError } from '../../errors.ts'
import { typeName } from '../tree/is-object.ts'
import { Property, pathOf, placeOf } from './place.ts'

/**
 * A prototype that refuses new properties on the objects below it. A view of a Date or RegExp has
 * to be a real Date or RegExp and so has no traps; a property set on it would be lost.
 */
export function createRefusingPrototype(prototype: object): object {
  return new Proxy(Object.create(prototype) as object, {
    set(_target, key, value, receiver: object): boolean {
      const place = placeOf(receiver)
      if (!place) return Reflect.set(prototype, key, value, receiver)
      place.guard()
      const name = typeName(place.raw)
      const path = pathOf(place, new Property(key))
      throw new DurableObjectStateError(
        `${path} is a named property of a ${name}, which cannot be stored. Store it in a separate field.`,
        { path },
      )
    },
  })
}
