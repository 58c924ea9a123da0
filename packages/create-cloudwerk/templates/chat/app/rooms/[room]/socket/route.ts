import { type RouteContext, refuseOtherOrigins } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

export async function GET(request: Request, { params }: RouteContext<{ room: string }>) {
  // Otherwise a page of another site could connect with the cookies of its visitors.
  return (
    refuseOtherOrigins(request) ?? durableObjects.ChatRoom.getByName(params.room).fetch(request)
  )
}
