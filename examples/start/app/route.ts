import { catalogue } from './catalogue'
import { startPage } from './page/start-page'

export function GET(request: Request) {
  return startPage(catalogue, new URL(request.url).origin)
}
