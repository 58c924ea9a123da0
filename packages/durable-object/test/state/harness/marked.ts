import { define } from './define.ts'

/** A copy in which each text is another one that occurs nowhere else, of about the same length. */
export function marked(value: unknown): unknown {
  if (typeof value === 'string') return mark(value.length)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(marked)
  if (value instanceof Map) {
    return new Map([...value].map(([key, item]) => [key, marked(item)]))
  }
  if (value instanceof Set) return new Set([...value].map(marked))
  const proto = Object.getPrototypeOf(value)
  if (proto !== Object.prototype && proto !== null) return value
  const copy = Object.create(proto)
  for (const [key, item] of Object.entries(value)) define(copy, key, marked(item))
  return copy
}

let count = 0

function mark(length: number): string {
  const text = `<${++count}>`
  return text.repeat(Math.max(1, Math.floor(length / text.length)))
}

export function marksIn(text: string): Set<string> {
  return new Set(text.match(/<\d+>/g))
}
