import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { isAddressName } from '../../../../../shared/address-name'

/** The latest messages, or those before message `?before=120`. */
export async function GET(request: Request, { params }: RouteContext<{ id: string }>) {
  if (!isAddressName(params.id)) return json({ error: 'There is no such room' }, { status: 404 })
  const before = Number(new URL(request.url).searchParams.get('before')) || Infinity
  return json(await durableObjects.ChatRoom.getByName(params.id).getMessagesBefore(before))
}
