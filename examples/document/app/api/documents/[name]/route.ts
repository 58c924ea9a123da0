import { json, type RouteContext, refuseOtherOrigins } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

/** The text, or a socket that exchanges edits. */
export async function GET(request: Request, { params }: RouteContext<{ name: string }>) {
  const document = durableObjects.Document.getByName(params.name)
  if (request.headers.get('Upgrade') !== 'websocket') return json(await document.getContent())
  return refuseOtherOrigins(request) ?? document.fetch(request)
}
