import { adviceFor } from './advice.ts'
import type { CodeFrame, CodeLine } from './code-frame.ts'
import type { Failure, Part, Place, StackLine } from './failure.ts'
import { failureStyle } from './failure-style.ts'

export interface PageOptions {
  /** Allows the page's own script and style, and no other. */
  nonce: string
  /** Vite's `base`, where its client is. */
  base: string
}

/** The event that a page waits for: a file of the Worker was saved. */
export const savedEvent = 'cloudwerk:saved'

/** What a browser shows in dev when a route threw. */
export function failurePage(failure: Failure, { nonce, base }: PageOptions): string {
  const { request, method, name, message } = failure
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(`${name}: ${message}`)}</title>
<style nonce="${nonce}">${failureStyle}</style>
</head>
<body>
<main>
<header>
<p class="request">${escapeHtml(request)}</p>
<h1>${escapeHtml(message || name)}</h1>
${detailsHtml(failure)}
</header>
${failure.parts.map((part) => partHtml(part, base)).join('\n')}
</main>
<script type="module" nonce="${nonce}">${script(base, method)}</script>
</body>
</html>
`
}

function detailsHtml({ code, file, name, object, fields }: Failure): string {
  const advice = adviceFor(code)
  const of = object?.id ? ` of the object with the id ${codeOf(object.id)}` : ''
  return [
    `<p><strong>${escapeHtml(name)}</strong> ${codeOf(code)}${file ? ` in ${codeOf(file)}` : ''}</p>`,
    object && `<p>Thrown in ${codeOf(object.method)}${of}</p>`,
    ...fields.map(([key, value]) => `<p>${escapeHtml(key)}: ${codeOf(value)}</p>`),
    advice && `<p class="advice">${escapeHtml(advice.text)} More: ${codeOf(advice.section)}</p>`,
  ]
    .filter(Boolean)
    .join('\n')
}

function codeOf(text: string): string {
  return `<code>${escapeHtml(text)}</code>`
}

function partHtml({ title, place, stack }: Part, base: string): string {
  const own = stack.filter(({ isOwn }) => isOwn)
  const others = stack.length - own.length
  const summary = `${others} frame${others === 1 ? '' : 's'} of the framework`
  const pieces = [
    `<h2>${escapeHtml(title)}</h2>`,
    place && `<p>${linkHtml(place, base)}</p>`,
    place?.code && codeHtml(place.position, place.code),
    own.length > 1 && listHtml(own, base),
    others > 0 && `<details><summary>${summary}</summary>${listHtml(stack, base)}</details>`,
  ]
  return `<section>\n${pieces.filter(Boolean).join('\n')}\n</section>`
}

function listHtml(stack: StackLine[], base: string): string {
  const items = stack.map((line) => {
    const at = line.isOwn ? linkHtml(line, base) : codeOf(line.position)
    return `<li>${line.name ? `${codeOf(line.name)} ` : ''}${at}</li>`
  })
  return `<ol>${items.join('')}</ol>`
}

function linkHtml({ file, line, column, position }: Place | StackLine, base: string): string {
  const href = `${base}__open-in-editor?file=${encodeURIComponent(`${file}:${line}:${column}`)}`
  return `<a href="${escapeHtml(href)}" title="Open in the editor">${escapeHtml(position)}</a>`
}

/** Wide code is scrolled, also by keyboard. */
function codeHtml(position: string, { lines, column }: CodeFrame): string {
  const rows = lines.map((line) => rowHtml(line, column)).join('')
  return `<pre tabindex="0" role="region" aria-label="${escapeHtml(position)}"><code>${rows}</code></pre>`
}

function rowHtml({ number, text, isMarked }: CodeLine, column: number): string {
  const row = `<span class="number">${number}</span>`
  if (!isMarked) return `<span class="row">${row}${escapeHtml(text)}\n</span>`
  const before = escapeHtml(text.slice(0, column - 1))
  // The whole name, where the column is at one.
  const [word = ''] = /^([\w$]+|.?)/.exec(text.slice(column - 1)) ?? []
  const after = escapeHtml(text.slice(column - 1 + word.length))
  return `<mark class="row">${row}${before}<b>${escapeHtml(word)}</b>${after}\n</mark>`
}

/** Opens links without leaving the page, and loads a page that was asked for by GET anew. */
function script(base: string, method: string): string {
  const reload = `import { createHotContext } from '${base}@vite/client'
createHotContext('/@cloudwerk/failure').on('${savedEvent}', () => setTimeout(() => location.reload(), 200))
`
  return `${method === 'GET' ? reload : ''}document.addEventListener('click', (event) => {
  const link = event.target.closest('a')
  if (!link) return
  event.preventDefault()
  fetch(link.href)
})
`
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character)
}
