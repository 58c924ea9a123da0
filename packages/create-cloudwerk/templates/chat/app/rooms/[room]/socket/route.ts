import type { RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

export async function GET(request: Request, { params }: RouteContext<{ room: string }>) {
  return durableObjects.ChatRoom.getByName(params.room).fetch(request)
}
