import { durableObjects } from '@cloudwerk/core/bindings'
import type { APIRoute } from 'astro'

export const POST: APIRoute = async ({ params: { name = '' } }) => {
  const value: number = await durableObjects.Counter.getByName(name).increment()
  return Response.json({ value })
}
