import { json, live } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { isAddressName } from '../../../../../shared/address-name'

// Whoever knows the name of a room may enter. An app with a login would say here who the viewer is.
export const GET = live<{ id: string }>(({ params }) => {
  if (!isAddressName(params.id)) return json({ error: 'There is no such room' }, { status: 404 })
  return { object: durableObjects.ChatRoom.getByName(params.id) }
})
