import { styleText } from 'node:util'
import { adviceFor } from './advice.ts'
import { formatCodeFrame } from './code-frame.ts'
import type { Failure, Part } from './failure.ts'

/** What the terminal shows: the user's code first, then the stack without the framework's frames. */
export function failureText(failure: Failure): string {
  const { request, name, message, code, object, fields, parts } = failure
  const label = name === code ? name : `${name} (${code})`
  const head = `${styleText('red', `${request} failed`)}: ${styleText('bold', message)}`
  const of = object
    ? ` in ${object.method}${object.id ? ` of ${object.id.slice(0, 12)}…` : ''}`
    : ''
  const found = adviceFor(code)
  const hint = found ? `  ${found.text} See ${found.section}` : ''
  const details = fields.map(([key, value]) => `  ${key}: ${value}`)
  return [head, `  ${label}${of}`, ...details, ...parts.map(partText), hint]
    .filter(Boolean)
    .join('\n')
}

function partText({ title, place, stack }: Part): string {
  const head = `  ${title.replaceAll('\n', '\n  ')}`
  if (!place) return head
  const at = ` ${styleText('cyan', place.position)}`
  const others = stack
    .filter((line) => line.isOwn)
    .slice(1)
    .map(({ text }) => `    ${text}`)
  const code = place.code ? [indent(formatCodeFrame(place.code))] : []
  return [head + at, ...code, ...others].join('\n')
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ')
}
