import { live } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

export const GET = live<{ name: string }>(({ params }) => ({
  object: durableObjects.Counter.getByName(params.name),
}))
