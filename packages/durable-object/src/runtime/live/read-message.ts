import { liveLevels, liveMessageCharacters } from '../../limits.ts'
import { decodeData } from '../../state/index.ts'
import { isAllowedJson } from '../allowed-json.ts'

/** `[epoch, revision, audience]`: what a page shows. */
export type Label = readonly [epoch: string, revision: number, audience: string]

interface Hello {
  kind: 'hello'
  client: string
  label?: Label
  hash?: string
  presence?: unknown
  /** Of the page; 0 for one that does not say. */
  version: number
}

/** What a client sends, see docs/live-protocol.md. */
export type ClientMessage =
  | Hello
  | { kind: 'call'; id: number; name: string; args: unknown[]; epoch?: string }
  | { kind: 'presence'; value: unknown }
  | { kind: 'ack'; count: number }
  | { kind: 'next' }
  | { kind: 'sync'; label?: Label; hash?: string }

/** The message that a text says; undefined for what is none. */
export function readMessage(text: string): ClientMessage | undefined {
  if (text.length > liveMessageCharacters) return undefined
  try {
    const raw: unknown = JSON.parse(text)
    if (!Array.isArray(raw) || !isAllowedJson(raw, liveLevels, hasAllowedKeys)) return undefined
    return read(raw)
  } catch {
    return undefined
  }
}

function read([kind, ...rest]: unknown[]): ClientMessage | undefined {
  switch (kind) {
    case 'hello':
      return readHello(rest[0])
    case 'call':
      return readCall(rest)
    case 'presence':
      return { kind, value: decode(rest[0]) }
    case 'ack':
      return isCount(rest[0]) ? { kind, count: rest[0] } : undefined
    case 'next':
      return { kind }
    case 'sync':
      return { kind, ...readPlace(rest[0], rest[1]) }
    default:
      return undefined
  }
}

function isCount(given: unknown): given is number {
  return Number.isSafeInteger(given) && Number(given) >= 0
}

function readHello(given: unknown): ClientMessage | undefined {
  if (typeof given !== 'object' || given === null) return undefined
  const { client, label, hash, presence, version = 0 } = given as Record<string, unknown>
  if (typeof client !== 'string' || !/^[0-9a-f]{32}$/.test(client)) return undefined
  if (typeof version !== 'number') return undefined
  const said = { kind: 'hello', client, ...readPlace(label, hash), version } as const
  return presence === undefined ? said : { ...said, presence: decode(presence) }
}

function readCall([id, name, args, epoch]: unknown[]): ClientMessage | undefined {
  if (!isCount(id) || id < 1 || typeof name !== 'string') return undefined
  if (!Array.isArray(args)) return undefined
  const call = { kind: 'call', id, name, args: decode(args) as unknown[] } as const
  return typeof epoch === 'string' ? { ...call, epoch } : call
}

/** Neither has to be there. */
function readPlace(label: unknown, hash: unknown): { label?: Label; hash?: string } {
  return {
    ...(isLabel(label) && { label }),
    ...(typeof hash === 'string' && { hash }),
  }
}

function isLabel(given: unknown): given is Label {
  if (!Array.isArray(given)) return false
  const [epoch, revision, audience] = given
  return typeof epoch === 'string' && Number.isSafeInteger(revision) && typeof audience === 'string'
}

function decode(raw: unknown): unknown {
  return decodeData(JSON.stringify(raw))
}

/** A tag may be an object that is written as a list of its keys and values. */
function hasAllowedKeys(value: object): boolean {
  const { $: tagged } = value as { $?: unknown }
  if (!Array.isArray(tagged)) return true
  const [tag, ...rest] = tagged
  const keys = rest.filter((_, at) => at % 2 === 0)
  // What is no text would be made one where it becomes a key.
  const isObject = tag === 'o' || tag === 'n'
  return keys.every((key) => key !== '__proto__' && (!isObject || typeof key === 'string'))
}
