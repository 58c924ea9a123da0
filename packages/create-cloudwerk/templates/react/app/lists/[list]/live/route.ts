import { live } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

// Whoever knows the name of a list may see it. Return a Response with 401 or 403 to refuse someone.
export const GET = live<{ list: string }>(({ params }) => ({
  object: durableObjects.List.getByName(params.list),
}))
