import type { Segment } from './route-path.ts'

/**
 * The patterns for Hono's router, to be matched against `new URL(request.url).pathname`. Text is
 * written as it stands there, percent-encoded. Text with a character that means something to the
 * router becomes a parameter that only that text matches, named `$0`, `$1`, … by its position:
 * such names cannot be written as `[name]`, and the route does not see them.
 */
export function patternsOf(segments: readonly Segment[]): string[] {
  const parts = segments.map(patternOf)
  const base = `/${parts.slice(0, -1).join('/')}`
  const full = `/${parts.join('/')}`
  return segments.at(-1)?.kind === 'optional-rest' ? [base, full] : [full]
}

/** The patterns of a folder and of everything below it, without the parameter that stands for the rest. */
export function patternsBelow(segments: readonly Segment[]): string[] {
  const base = segments.map(patternOf)
  return [`/${base.join('/')}`, `/${[...base, ':$rest{.+}'].join('/')}`]
}

function patternOf(segment: Segment, index: number): string {
  if (segment.kind === 'param') return `:${segment.name}`
  if (segment.kind !== 'static') return `:${segment.name}{.+}`
  const text = encodeText(segment.text)
  return /[^\w.~%-]/.test(text) ? `:$${index}{${escapeText(text)}}` : text
}

// The URL parser decides what stays as it is; it would drop or split at what is encoded before.
function encodeText(text: string): string {
  const safe = text.replace(/[%?#\\\s]/g, encodeURIComponent)
  return new URL(`http://localhost/${safe}`).pathname.slice(1)
}

// Escapes without a backslash class or brace, since the router looks for braces first.
function escapeText(text: string): string {
  return text.replace(/[^\w%]/g, (char) => `\\x${char.charCodeAt(0).toString(16)}`)
}
