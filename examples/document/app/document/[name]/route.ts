import type { RouteContext } from '@cloudwerk/core'
import { isAddressName } from '../../../../shared/address-name'
import { notAName } from '../../../../shared/chooser'
import { framedPage } from '../../../../shared/framed-page'
import main from '../../page/document.html?raw'
import aside from '../../page/versions.html?raw'

/** The page of a document. Its script reads the name from the address. */
export function GET(_request: Request, { params }: RouteContext<{ name: string }>) {
  if (!isAddressName(params.name)) return notAName()
  return framedPage({
    title: params.name,
    back: 'All documents',
    styles: ['/assets/document/document.css'],
    script: '/assets/document/document.js',
    aside,
    main,
    offline: 'No connection. What you write is merged with the work of others when it is back.',
  })
}
