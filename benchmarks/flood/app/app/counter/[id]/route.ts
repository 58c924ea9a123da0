import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

export async function GET(_request: Request, { params }: RouteContext<{ id: string }>) {
  return json({ value: await durableObjects.Counter.getByName(params.id).increment() })
}
