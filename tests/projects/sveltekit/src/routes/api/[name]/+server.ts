import { durableObjects } from '@cloudwerk/core/bindings'
import { json } from '@sveltejs/kit'
import type { RequestHandler } from './$types'

export const POST: RequestHandler = async ({ params }) => {
  const value: number = await durableObjects.Counter.getByName(params.name).increment()
  return json({ value })
}
