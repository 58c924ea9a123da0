import { json, type RouteContext, refuseOtherOrigins } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { isAddressName } from '../../../../../shared/address-name'

export function GET(request: Request, { params }: RouteContext<{ id: string }>) {
  if (!isAddressName(params.id)) return json({ error: 'There is no such room' }, { status: 404 })
  return refuseOtherOrigins(request) ?? durableObjects.ChatRoom.getByName(params.id).fetch(request)
}
