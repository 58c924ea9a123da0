import type { Link } from './pages.ts'

/** A block of Markdown; blocks are separated by blank lines. */
export type Block = string

const width = 100

export function paragraphs(text: string): Block[] {
  return text ? text.split(/\n\s*\n/).map((paragraph) => fill(paragraph)) : []
}

/** A list item in which each part starts a new line. */
export function item(parts: readonly string[]): Block {
  return `- ${lines(parts, '  ').trimStart()}`
}

/** A paragraph in which each part starts a new line. */
export function lines(parts: readonly string[], indent = ''): Block {
  return parts.map((part) => fill(part, indent)).join('\\\n')
}

/** A signature, with one parameter per line if it is long. */
export function codeBlock(declaration: string): Block {
  return ['```typescript', ...declaration.split('\n').map(breakLong), '```'].join('\n')
}

export function seeAlso(links: readonly Link[]): Block {
  return `See ${links.map(({ text, target }) => `[${text}](${target})`).join(', ')}.`
}

function breakLong(declaration: string): string {
  const [, head, inside, rest] = /^(function [^(]*\()(.*)(\): [^)]*)$/.exec(declaration) ?? []
  if (declaration.length <= width || inside === undefined) return declaration
  return `${head}\n  ${inside.split(/, (?=\w+\??: )/).join(',\n  ')},\n${rest}`
}

/** Wraps lines at spaces, but not inside code and links. */
function fill(text: string, indent = ''): string {
  const lines: string[] = []
  for (const word of text.match(/(\[[^\]]*\]\([^)]*\)|`[^`]*`|\S)+/g) ?? []) {
    const last = lines.at(-1)
    if (last !== undefined && `${last} ${word}`.length <= width)
      lines[lines.length - 1] += ` ${word}`
    else lines.push(`${indent}${word}`)
  }
  return lines.join('\n')
}
