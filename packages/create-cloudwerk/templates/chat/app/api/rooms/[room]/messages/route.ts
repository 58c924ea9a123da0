import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

export async function GET(_request: Request, { params }: RouteContext<{ room: string }>) {
  const messages = await durableObjects.ChatRoom.getByName(params.room).getRecentMessages()
  return json({ messages })
}
