import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

export async function GET(_request: Request, { params }: RouteContext<{ name: string }>) {
  return json(await durableObjects.Document.getByName(params.name).getContent())
}
