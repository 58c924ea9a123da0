import { html } from './html'
import page from './page/home.html?raw'

export function GET() {
  return html(page)
}
