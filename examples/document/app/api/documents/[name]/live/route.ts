import { live } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

// Whoever knows the name of a document may write. An app with a login would say here who the viewer is.
export const GET = live<{ name: string }>(({ params }) => ({
  object: durableObjects.Document.getByName(params.name),
}))
