import { failureStyle } from './page-style.ts'

export interface PageOptions {
  /** Allows the page's own script and style, and no others. */
  nonce: string
  /** Vite's `base`, the path of its client. */
  base: string
}

export interface Page {
  title: string
  /** HTML. */
  body: string
  /** Whether the page reloads when a file of the Worker is saved. */
  reloads: boolean
}

/** The event that makes a page reload: a file of the Worker was saved. */
export const savedEvent = 'cloudwerk:saved'

/** A page of the dev server. */
export function pageHtml({ title, body, reloads }: Page, { nonce, base }: PageOptions): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">${failureStyle}</style>
</head>
<body>
<main>
${body}
</main>
<script type="module" nonce="${nonce}">${script(base, reloads)}</script>
</body>
</html>
`
}

/** Opens files in the editor without leaving the page. */
function script(base: string, reloads: boolean): string {
  const reload = `import { createHotContext } from '${base}@vite/client'
createHotContext('/@cloudwerk/failure').on('${savedEvent}', () => setTimeout(() => location.reload(), 200))
`
  return `${reloads ? reload : ''}document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-editor]')
  if (!link) return
  event.preventDefault()
  fetch(link.href)
})
`
}

/** A link that opens a file, `/path/of/a.ts` or `/path/of/a.ts:1:2`, in the editor. */
export function editorLink(file: string, text: string, base: string): string {
  const href = `${base}__open-in-editor?file=${encodeURIComponent(file)}`
  return `<a data-editor href="${escapeHtml(href)}" title="Open in the editor">${escapeHtml(text)}</a>`
}

export function codeOf(text: string): string {
  return `<code>${escapeHtml(text)}</code>`
}

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character)
}
