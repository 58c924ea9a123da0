import { readLive } from '../live/class-live.ts'
import { addLiveFunctions } from '../live/handler-functions.ts'
import { ObjectPages } from '../live/object-pages.ts'
import { assertFeature } from './assert-features.ts'
import type { LiveFeature } from './features.ts'

/** For definitions with `live`. */
export const live: LiveFeature = {
  forClass(definition, { name, features, code }) {
    const { history } = features
    if (definition.live?.history !== undefined)
      assertFeature(name, features, ['history', 'live.history'])
    const settings = readLive(definition, { className: name, history, code })
    return {
      addFunctions: addLiveFunctions,
      open: (object, rows) => new ObjectPages(object, { settings, rows }),
    }
  },
}
