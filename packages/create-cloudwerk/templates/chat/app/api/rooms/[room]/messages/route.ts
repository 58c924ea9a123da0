import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

export async function GET(_request: Request, { params }: RouteContext<{ room: string }>) {
  const room = durableObjects.ChatRoom.getByName(params.room)
  const [messages, online] = await Promise.all([room.getRecentMessages(), room.getOnlineUsers()])
  return json({ messages, online })
}
