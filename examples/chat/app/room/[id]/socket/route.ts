import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { isRoomName } from '../../../room-name'

export function GET(request: Request, { params }: RouteContext<{ id: string }>) {
  if (!isRoomName(params.id)) return json({ error: 'There is no such room' }, { status: 404 })
  // Pages of other sites must not chat in their visitors' names.
  const origin = request.headers.get('Origin')
  if (origin !== null && new URL(origin).host !== new URL(request.url).host) {
    return json({ error: 'This socket is for pages of this site' }, { status: 403 })
  }
  return durableObjects.ChatRoom.getByName(params.id).fetch(request)
}
