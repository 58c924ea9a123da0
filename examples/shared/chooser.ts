import { toAddressName } from './address-name'
import { escapeHtml, html } from './html'

export interface Chooser {
  title: string
  about: string
  label: string
  placeholder: string
  /** Where the pages are: `/room/`. */
  path: string
  /** A name to try: `lobby`. */
  example: string
}

/** The first page of an app, which asks for the name of a room. */
export function chooser({ title, about, label, placeholder, path, example }: Chooser): Response {
  const body = `<main class="card">
  <h1>${escapeHtml(title)}</h1>
  <p>${escapeHtml(about)}</p>
  <form action="${path.slice(0, -1)}" method="get">
    <label for="name">${escapeHtml(label)}</label>
    <div class="row">
      <input id="name" name="name" required maxlength="50" placeholder="${escapeHtml(placeholder)}" autocomplete="off">
      <button class="primary" type="submit">Enter</button>
    </div>
  </form>
  <p class="quiet">Or try <a href="${path}${example}">${example}</a>.</p>
</main>`
  return html({ title, layout: 'home', body })
}

/** Where its form goes: `/room?name=Book+Club` leads to `/room/book-club`. */
export function redirectToChosen(request: Request, path: string): Response {
  const name = toAddressName(new URL(request.url).searchParams.get('name') ?? '')
  const location = name === '' ? '/' : path + encodeURIComponent(name)
  return new Response(null, { status: 303, headers: { Location: location } })
}

/** The answer to an address whose last part is not a valid name. */
export function notAName(): Response {
  const body = `<main class="card">
  <h1>This is not a valid name</h1>
  <p>A name has up to 50 letters, digits and dashes.</p>
  <p><a href="/">Choose another</a></p>
</main>`
  return html({ title: 'No such page', layout: 'home', body }, 404)
}
