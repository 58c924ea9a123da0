import { messageBytes } from '../../limits.ts'

/** What a result can have: the limit of a call, less what surrounds the result. */
export const messageLimit: number = messageBytes - 65_536

/** Characters of text, which take one byte each, or two where one of them is beyond Latin-1. */
let characters = 0

/**
 * The bytes that the platform's encoding takes for a value that can be sent, without the bodies of
 * streams; a little less where it is far from the limit.
 */
export function sizeOfMessage(value: unknown): number {
  characters = 0
  const size = measure(value, { seen: new Set(), bytesOf: (text) => text.length })
  // Looking into all text is worth it only where it decides.
  if (size > messageLimit || size + characters <= messageLimit) return size
  return measure(value, { seen: new Set(), bytesOf: bytesOfText })
}

interface Measure {
  seen: Set<object>
  bytesOf(text: string): number
}

function measure(value: unknown, options: Measure): number {
  if (typeof value === 'string') {
    characters += value.length
    return options.bytesOf(value) + 2
  }
  if (typeof value === 'number') return sizeOfNumber(value)
  if (typeof value !== 'object' || value === null) return 1
  if (options.seen.has(value)) return 2
  options.seen.add(value)
  if (value instanceof ArrayBuffer) return value.byteLength + 4
  if (ArrayBuffer.isView(value)) return measure(value.buffer, options) + 6
  return sizeOfParts(value, options)
}

function sizeOfParts(value: object, options: Measure): number {
  let size = 4
  if (value instanceof Map) {
    for (const [key, item] of value) size += measure(key, options) + measure(item, options)
  } else if (value instanceof Set || Array.isArray(value)) {
    for (const item of value) size += measure(item, options)
  } else if (Object.getPrototypeOf(value) === Object.prototype || value instanceof Error) {
    for (const [key, item] of Object.entries(value)) {
      size += key.length + 2 + measure(item, options)
    }
  }
  return size
}

function bytesOfText(text: string): number {
  return /[^\0-\xff]/.test(text) ? 2 * text.length : text.length
}

/** Small integers take one byte for each seven bits, the sign being one. */
function sizeOfNumber(value: number): number {
  if (!Number.isInteger(value) || value >= 2 ** 30 || value < -(2 ** 30)) return 9
  const bits = 33 - Math.clz32(Math.abs(value))
  return 1 + Math.ceil(bits / 7)
}
