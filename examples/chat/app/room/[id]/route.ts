import type { RouteContext } from '@cloudwerk/core'
import { html } from '../../html'
import notFound from '../../page/not-found.html?raw'
import page from '../../page/room.html?raw'
import { isRoomName } from '../../room-name'

/** The page of a room. Its script reads the room's name from the address. */
export function GET(_request: Request, { params }: RouteContext<{ id: string }>) {
  return isRoomName(params.id) ? html(page) : html(notFound, 404)
}
