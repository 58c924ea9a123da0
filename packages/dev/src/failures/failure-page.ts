import { adviceFor } from './advice.ts'
import type { CodeFrame, CodeLine } from './code-frame.ts'
import type { Failure, Part, Place, StackLine } from './failure.ts'
import { codeOf, editorLink, escapeHtml, type PageOptions, pageHtml } from './html.ts'

/** What a browser shows in dev when a route threw. */
export function failurePage(failure: Failure, options: PageOptions): string {
  const { request, method, name, message } = failure
  const body = `<header>
<p class="request">${escapeHtml(request)}</p>
<h1>${escapeHtml(message || name)}</h1>
${detailsHtml(failure)}
</header>
${failure.parts.map((part) => partHtml(part, options.base)).join('\n')}`
  return pageHtml({ title: `${name}: ${message}`, body, reloads: method === 'GET' }, options)
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

function partHtml({ title, place, stack }: Part, base: string): string {
  const own = stack.filter(({ isOwn }) => isOwn)
  const others = stack.length - own.length
  const summary = `${others} more frame${others === 1 ? '' : 's'} in packages and the runtime`
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
  return editorLink(`${file}:${line}:${column}`, position, base)
}

/** Wide code scrolls, also with the keyboard. */
function codeHtml(position: string, { lines, column }: CodeFrame): string {
  const rows = lines.map((line) => rowHtml(line, column)).join('')
  return `<pre tabindex="0" role="region" aria-label="${escapeHtml(position)}"><code>${rows}</code></pre>`
}

function rowHtml({ number, text, isMarked }: CodeLine, column: number): string {
  const row = `<span class="number">${number}</span>`
  if (!isMarked) return `<span class="row">${row}${escapeHtml(text)}\n</span>`
  const before = escapeHtml(text.slice(0, column - 1))
  // All of the name at the column, if there is one.
  const [word = ''] = /^([\w$]+|.?)/.exec(text.slice(column - 1)) ?? []
  const after = escapeHtml(text.slice(column - 1 + word.length))
  return `<mark class="row">${row}${before}<b>${escapeHtml(word)}</b>${after}\n</mark>`
}
