/**
 * The Cache API of an app under `cloudwerk start`, which bare workerd (1.20261006) leaves to another service:
 * answers in memory, the least recently used of which go first.
 */
interface Stored {
  status: number
  headers: [string, string][]
  body: ArrayBuffer
  /** When it is no longer fresh, in milliseconds. */
  until: number
  /** What it counts for in memory, in bytes. */
  size: number
}

/** All of them together, and one of them, in bytes. */
const most = 64 * 1024 * 1024
const largest = 8 * 1024 * 1024
const status = 'CF-Cache-Status'

/** In the order of their last use. */
const entries = new Map<string, Stored>()
let total = 0

export default {
  async fetch(request: Request): Promise<Response> {
    // `caches.open(name)` has a cache of its own.
    const key = `${request.headers.get('CF-Cache-Namespace') ?? ''}\n${request.url}`
    if (request.method === 'PUT') return put(key, request)
    if (request.method === 'PURGE') return new Response(null, { status: remove(key) ? 200 : 404 })
    return match(key)
  },
}

function match(key: string): Response {
  const found = entries.get(key)
  if (found && found.until <= Date.now()) remove(key)
  else if (found) {
    entries.delete(key)
    entries.set(key, found)
    const headers = new Headers(found.headers)
    headers.set(status, 'HIT')
    return new Response(isEmpty(found.status) ? null : found.body, {
      status: found.status,
      headers,
    })
  }
  return new Response(null, { status: 504, headers: { [status]: 'MISS' } })
}

/** The request's body is the answer to keep, as HTTP sends it. */
async function put(key: string, request: Request): Promise<Response> {
  const bytes = await request.arrayBuffer()
  if (bytes.byteLength > largest) return new Response(null, { status: 413 })
  const answer = parse(bytes)
  const until = answer && freshUntil(new Headers(answer.headers))
  // As on the platform, what may not be kept is not, and nothing fails.
  if (!answer || until === undefined) return new Response(null, { status: 204 })
  remove(key)
  const size = bytes.byteLength + key.length
  entries.set(key, { ...answer, until, size })
  total += size
  for (const oldest of entries.keys()) {
    if (total <= most) break
    remove(oldest)
  }
  return new Response(null, { status: 204 })
}

function remove(key: string): boolean {
  const found = entries.get(key)
  total -= found?.size ?? 0
  return entries.delete(key)
}

function parse(bytes: ArrayBuffer): Pick<Stored, 'status' | 'headers' | 'body'> | undefined {
  const end = endOfHead(new Uint8Array(bytes))
  const [first = '', ...lines] = new TextDecoder('latin1').decode(bytes.slice(0, end)).split('\r\n')
  const code = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1])
  if (end < 0 || Number.isNaN(code)) return undefined
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  const isChunked = headers.some(
    ([name, value]) => /^transfer-encoding$/i.test(name) && /chunked/i.test(value),
  )
  const body = bytes.slice(end + 4)
  const kept = headers.filter(
    ([name]) => !/^(?:transfer-encoding|content-length|connection)$/i.test(name),
  )
  return { status: code, headers: kept, body: isChunked ? joinChunks(new Uint8Array(body)) : body }
}

/** Where the empty line begins that ends the head; -1 without one. */
function endOfHead(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(13); at >= 0; at = bytes.indexOf(13, at + 1)) {
    if (bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) return at
  }
  return -1
}

function joinChunks(bytes: Uint8Array): ArrayBuffer {
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const line = bytes.indexOf(13, at)
    const length = Number.parseInt(new TextDecoder().decode(bytes.subarray(at, line)), 16)
    if (!(length > 0)) break
    parts.push(bytes.subarray(line + 2, line + 2 + length))
    at = line + 2 + length + 2
  }
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined.buffer
}

/** When an answer with these headers is no longer fresh; undefined for one that may not be kept. */
function freshUntil(headers: Headers): number | undefined {
  const control = headers.get('Cache-Control')?.toLowerCase() ?? ''
  if (headers.has('Set-Cookie') || /no-store|no-cache|private/.test(control)) return undefined
  const age = /s-maxage=(\d+)/.exec(control) ?? /max-age=(\d+)/.exec(control)
  const until = age ? Date.now() + Number(age[1]) * 1000 : Date.parse(headers.get('Expires') ?? '')
  return until > Date.now() ? until : undefined
}

function isEmpty(code: number): boolean {
  return code === 204 || code === 205 || code === 304
}
