import { readLive } from '../live/class-live.ts'
import { ObjectPages } from '../live/object-live.ts'
import type { LiveFeature } from './features.ts'

/** For definitions with `live`. */
export const live: LiveFeature = {
  forClass(definition, className) {
    const settings = readLive(definition, className)
    return { open: (object) => new ObjectPages(object, settings) }
  },
}
