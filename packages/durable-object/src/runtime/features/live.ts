import { readLive } from '../live/class-live.ts'
import { addLiveFunctions } from '../live/handler-functions.ts'
import { ObjectPages } from '../live/object-pages.ts'
import type { LiveFeature } from './features.ts'

/** For definitions with `live`. */
export const live: LiveFeature = {
  forClass(definition, className) {
    const settings = readLive(definition, className)
    return {
      addFunctions: addLiveFunctions,
      open: (object) => new ObjectPages(object, settings),
    }
  },
}
