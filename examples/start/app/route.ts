import { html } from '../../page/html'
import { catalogue } from './catalogue'
import { startPage } from './page/start-page'

export function GET(request: Request) {
  return html(startPage(catalogue, new URL(request.url).origin))
}
