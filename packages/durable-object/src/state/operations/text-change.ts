import { isUndamaged } from '../format/damage.ts'
import { Large } from '../format/large.ts'

export interface TextChange {
  start: number
  gone: number
  text: string
}

/** A shorter text is told as a whole. */
const LONG = 64

/** What changed from one text to another; undefined unless telling that is shorter than the new text. */
export function compareTexts(old: unknown, next: unknown): TextChange | undefined {
  const [before, after] = [textOf(old), textOf(next)]
  if (before === undefined || after === undefined || after.length < LONG) return undefined
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++
  if (isHigh(before, start - 1) || isHigh(after, start - 1)) start--
  let end = 0
  while (
    end < most - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end++
  }
  if (isLow(after, after.length - end)) end--
  const text = after.slice(start, after.length - end)
  return text.length < after.length / 2
    ? { start, gone: before.length - end - start, text }
    : undefined
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (!(value instanceof Large) || value.type !== '') return undefined
  return isUndamaged(() => value.get()) ? (value.get() as string) : undefined
}

// A pair of surrogates stays together, for clients whose texts are not in UTF-16.

function isHigh(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800
}

function isLow(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00
}
