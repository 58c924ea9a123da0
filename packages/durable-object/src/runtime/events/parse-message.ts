import { liveLevels, socketMessageCharacters } from '../../limits.ts'
import { isAllowedJson } from '../allowed-json.ts'

/** What a client learns of a message that does not fit. */
export interface Refusal {
  code: 'INVALID_MESSAGE' | 'UNKNOWN_MESSAGE' | 'MESSAGE_TOO_LARGE' | 'INTERNAL'
  message: string
  /** What the schema found. */
  issues?: { message: string; path: (string | number)[] }[]
}

/** A message that is answered instead of handled. */
export class RefusedMessage extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

export interface ParsedMessage {
  type: string
  /** The other fields. */
  content: object
}

/** @throws RefusedMessage for what is not JSON, not an object with a type, or too large. */
export function parseMessage(given: unknown): ParsedMessage {
  if (typeof given !== 'string') throw invalid('Messages are JSON text, and this one is binary.')
  if (given.length > socketMessageCharacters) {
    const message = `A message may have ${socketMessageCharacters} characters, and this one has ${given.length}.`
    throw new RefusedMessage({ code: 'MESSAGE_TOO_LARGE', message })
  }
  const raw = parseJson(given)
  const isObject = typeof raw === 'object' && raw !== null && !Array.isArray(raw)
  const { type, ...content } = (isObject ? raw : {}) as { type?: unknown }
  if (typeof type !== 'string') {
    throw invalid('A message is a JSON object with a type: { "type": "…" }.')
  }
  if (!isAllowedJson(raw, liveLevels)) {
    throw invalid(`A message has no key "__proto__" and at most ${liveLevels} levels.`)
  }
  // A schema that names the type finds it, and a strict one that does not is not disturbed by it.
  Object.defineProperty(content, 'type', { value: type })
  return { type, content }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('Messages are JSON text.')
  }
}

function invalid(message: string): RefusedMessage {
  return new RefusedMessage({ code: 'INVALID_MESSAGE', message })
}
