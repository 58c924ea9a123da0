import { live } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

// Whoever knows the name of a room may enter. Return a Response with 401 or 403 to refuse someone.
export const GET = live<{ room: string }>(({ params }) => ({
  object: durableObjects.ChatRoom.getByName(params.room),
}))
