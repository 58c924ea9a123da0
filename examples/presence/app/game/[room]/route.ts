import type { RouteContext } from '@cloudwerk/core'
import { isAddressName } from '../../../../shared/address-name'
import { notAName } from '../../../../shared/chooser'
import { framedPage } from '../../../../shared/framed-page'
import main from '../../page/game.html?raw'

/** The page of a room. Its script reads the room's name from the address. */
export function GET(_request: Request, { params }: RouteContext<{ room: string }>) {
  if (!isAddressName(params.room)) return notAName()
  return framedPage({
    title: params.room,
    back: 'All rooms',
    styles: ['/assets/presence/game.css'],
    script: '/assets/presence/game.js',
    main,
    offline: 'No connection. The others stand still until it is back.',
  })
}
