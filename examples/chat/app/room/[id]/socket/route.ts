import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { isAddressName } from '../../../../../page/address-name'
import { refuseSocket } from '../../../../../page/socket'

export function GET(request: Request, { params }: RouteContext<{ id: string }>) {
  if (!isAddressName(params.id)) return json({ error: 'There is no such room' }, { status: 404 })
  return refuseSocket(request) ?? durableObjects.ChatRoom.getByName(params.id).fetch(request)
}
