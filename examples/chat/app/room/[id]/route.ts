import type { RouteContext } from '@cloudwerk/core'
import { isAddressName } from '../../../../shared/address-name'
import { notAName } from '../../../../shared/chooser'
import { framedPage } from '../../../../shared/framed-page'
import main from '../../page/room.html?raw'

/** The page of a room. Its script reads the room's name from the address. */
export function GET(_request: Request, { params }: RouteContext<{ id: string }>) {
  if (!isAddressName(params.id)) return notAName()
  return framedPage({
    title: params.id,
    back: 'All rooms',
    styles: ['/assets/chat/room.css', '/assets/chat/messages.css'],
    script: '/assets/chat/room.js',
    main,
    offline: 'No connection. What you write is sent when it is back.',
  })
}
