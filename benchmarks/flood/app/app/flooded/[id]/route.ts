import type { RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

export async function GET(request: Request, { params }: RouteContext<{ id: string }>) {
  return durableObjects.Flooded.getByName(params.id).fetch(request)
}
