import { setTimeout as delay } from 'node:timers/promises'
import { errorHeader, fetchHeader, type ObjectsLink, type Target } from '@cloudwerk/core/link'
import { DurableObjectConfigError } from '@cloudwerk/durable-object'
import { decodeData, decodeReceived, encodeData } from '@cloudwerk/durable-object/stubs'
import { createObjectId } from './object-id.ts'

/** Where a dev server is, for a process that it has started. */
export interface LinkPlace {
  url: string
  /** The header of requests of the tools. */
  header: string
  /** The Worker's name. */
  worker: string
}

/** Reaches the objects of the dev server by HTTP. */
export function createLink(place: LinkPlace): ObjectsLink {
  const { worker } = place
  return {
    createId: (className, name) => createObjectId(`${worker}-${className}`, name),
    async call({ args, ...call }) {
      const body = `${JSON.stringify(call)}\n${encodeArguments(args, call.method)}`
      const response = await send(place, call, { what: 'call', init: { method: 'POST', body } })
      const text = await response.text()
      if (response.headers.has(errorHeader)) throw decodeReceived(text)
      return decodeData(text)
    },
    async fetch(target, request) {
      if (request.headers.has('Upgrade')) throw new TypeError(noSocket)
      const { method, body, url, signal } = request
      const headers = new Headers(request.headers)
      headers.set(fetchHeader, encodeURIComponent(JSON.stringify({ ...target, url })))
      const init = { method, headers, body, signal, duplex: 'half', redirect: 'manual' } as const
      const response = await send(place, target, { what: 'fetch', init })
      if (!response.headers.has(errorHeader)) return withoutOwnHeaders(response)
      throw decodeReceived(await response.text())
    },
  }
}

const noSocket =
  'A WebSocket cannot be opened from Node. Let the page connect to a route in app/, which cloudwerk dev serves.'

function encodeArguments(args: unknown[], method: string): string {
  try {
    return encodeData(args, 'arguments')
  } catch (cause) {
    throw new TypeError(
      `'${method}' cannot be called with this: ${(cause as Error).message} Between Node and workerd only plain data is sent.`,
      { cause },
    )
  }
}

interface Sending {
  what: 'call' | 'fetch'
  init: RequestInit
}

async function send(
  { url, header }: LinkPlace,
  { className, name }: Target,
  { what, init }: Sending,
): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set(header, what)
  const object = name === undefined ? className : `${className} '${name}'`
  const refuse = (why: string, cause?: unknown): Error =>
    new DurableObjectConfigError(`${object} cannot be reached: ${why}`, {
      objectName: className,
      cause,
    })
  let response: Response
  try {
    response = await fetchAgain(`${url}/__cloudwerk/${what}`, { ...init, headers })
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw refuse(`cloudwerk dev does not answer at ${url}. It may be restarting: try again.`, cause)
  }
  if (response.headers.has(marker)) return response
  await response.body?.cancel()
  throw refuse(`the app of cloudwerk dev at ${url} does not run. Its output says why.`)
}

const marker = 'x-cloudwerk-tools'
/** How long the dev server may take to restart, in milliseconds. */
const patience = 2000

/** While the dev server restarts nobody listens, so that nothing can have run. A stream is sent only once. */
async function fetchAgain(url: string, init: RequestInit): Promise<Response> {
  const deadline = Date.now() + patience
  for (;;) {
    try {
      return await fetch(url, init)
    } catch (error) {
      const { code } = Object((error as Error).cause) as NodeJS.ErrnoException
      const isRefused = code === 'ECONNREFUSED' && !(init.body instanceof ReadableStream)
      if (!isRefused || Date.now() > deadline) throw error
      await delay(50)
    }
  }
}

/** Node has decompressed the body, and the headers still say that it is compressed. */
function withoutOwnHeaders({ body, status, statusText, headers: all }: Response): Response {
  const headers = new Headers(all)
  headers.delete(marker)
  if (headers.has('Content-Encoding')) {
    headers.delete('Content-Encoding')
    headers.delete('Content-Length')
  }
  return new Response(body, { status, statusText, headers })
}
