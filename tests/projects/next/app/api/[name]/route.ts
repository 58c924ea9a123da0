import { durableObjects } from '@cloudwerk/core/bindings'

export async function POST(_request: Request, { params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  const value: number = await durableObjects.Counter.getByName(name).increment()
  return Response.json({ value })
}
