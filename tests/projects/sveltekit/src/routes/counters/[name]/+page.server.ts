import { durableObjects } from '@cloudwerk/core/bindings'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ params }) => ({
  name: params.name,
  from: await durableObjects.Counter.getByName(params.name).liveSnapshot({}),
})
