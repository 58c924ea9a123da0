import { wakeRequest } from './wake-request.ts'

/** A wait for a part of a body. */
interface Wait {
  since: number
  fail(): void
}

/** The platform reads bodies of up to this many bytes at once. */
const smallBody = 65_536
const waits = new Set<Wait>()
let limit = 0

/**
 * Ends the wait for a body that stops arriving: reading it fails with REQUEST_TIMEOUT. workerd
 * (1.20261006) would keep it, with all data so far, for as long as the client stays connected.
 */
export function limitBodies(milliseconds: number): void {
  // 0 means no limit.
  if (milliseconds === 0) return
  limit = milliseconds
  for (const name of ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text'] as const) {
    limitReader(name)
  }
  // For code that reads a body part by part.
  Object.defineProperty(globalThis, Symbol.for('cloudwerk.body-part'), { value: waitFor })
}

/** Fails the waits that took too long. Not a timer of a request, which may block other requests. */
export function endStalledBodies(): void {
  const now = Date.now()
  for (const wait of waits) {
    if (now - wait.since <= limit) continue
    // A request whose client has disconnected no longer runs.
    waits.delete(wait)
    wakeRequest(wait.fail)
  }
}

type Reader = (this: Request) => Promise<unknown>

function limitReader(name: 'arrayBuffer' | 'blob' | 'bytes' | 'formData' | 'json' | 'text'): void {
  const { prototype } = Request
  const read = prototype[name] as Reader
  const limited: Reader = function (this: Request) {
    if (this.body === null || this.bodyUsed || isSmall(this)) return waitFor(read.call(this))
    const response = new Response(watch(this.body), { headers: this.headers })
    return (response[name] as () => Promise<unknown>)()
  }
  Object.defineProperty(prototype, name, { configurable: true, writable: true, value: limited })
}

function isSmall({ headers }: Request): boolean {
  const length = headers.get('Content-Length')
  return length !== null && Number(length) <= smallBody
}

function watch(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await waitFor(reader.read())
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
}

/** Resolves as `arriving` does, or fails where that takes longer than the limit. */
async function waitFor<T>(arriving: Promise<T>): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const wait = { since: Date.now(), fail: resolve }
  waits.add(wait)
  try {
    const failing = promise.then(() => {
      throw stalled()
    })
    return await Promise.race([arriving, failing])
  } finally {
    waits.delete(wait)
  }
}

function stalled(): Error {
  const seconds = limit / 1000
  const message = `The body of the request stopped arriving: no data for ${seconds} s.`
  return Object.assign(new Error(message), { code: 'REQUEST_TIMEOUT' })
}
