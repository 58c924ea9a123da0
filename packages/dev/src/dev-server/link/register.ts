// Loaded first in each Node process of what `cloudwerk dev --with` has started.
import { type ObjectsLink, setLink } from '@cloudwerk/core/link'
import type { LinkPlace } from './create-link.ts'
import { linkVariable } from './link-variable.ts'
import { createObjectId } from './object-id.ts'

const text = process.env[linkVariable]
if (text !== undefined) setLink(createLateLink(JSON.parse(text) as LinkPlace))

/** Most of these processes call no object, so that what calls need is loaded by the first one. */
function createLateLink(place: LinkPlace): ObjectsLink {
  let loaded: Promise<ObjectsLink> | undefined
  const load = (): Promise<ObjectsLink> => {
    loaded ??= import('./create-link.ts').then(({ createLink }) => createLink(place))
    return loaded
  }
  return {
    createId: (className, name) => createObjectId(`${place.worker}-${className}`, name),
    call: async (call) => (await load()).call(call),
    fetch: async (target, request) => (await load()).fetch(target, request),
  }
}
