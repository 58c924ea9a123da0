import { wakeRequest } from './other-requests.ts'

/** Part of a body that is waited for. */
interface Wait {
  since: number
  fail(): void
}

/** Bodies of up to so many bytes are read by the platform in one go. */
const smallBody = 65_536
const waits = new Set<Wait>()
let limit = 0

/**
 * Ends the wait for a body that stops arriving: what reads it fails with REQUEST_TIMEOUT. workerd
 * (1.20261006) would hold it, with all that has come, for as long as the client stays connected.
 */
export function limitBodies(milliseconds: number): void {
  // 0 is no limit.
  if (milliseconds === 0) return
  limit = milliseconds
  for (const name of ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text'] as const) {
    limitReader(name)
  }
  // What reads a body part by part asks for this.
  Object.defineProperty(globalThis, Symbol.for('cloudwerk.body-part'), { value: waitFor })
}

/** Fails what has waited for too long. Outside of requests, since a timer of one may hold up others. */
export function endStalledBodies(): void {
  const now = Date.now()
  for (const wait of waits) {
    if (now - wait.since <= limit) continue
    // One whose client has gone hears nothing of it any more.
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

/** The same as `arriving`, or a failure when it takes longer than the limit. */
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
  const message = `The body of the request stopped arriving: nothing came for ${seconds} s.`
  return Object.assign(new Error(message), { code: 'REQUEST_TIMEOUT' })
}
