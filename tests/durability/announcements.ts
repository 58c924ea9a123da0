import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** An HTTP server outside workerd that records the bodies it receives, in order. */
export interface AnnouncementServer {
  url: string
  bodies: string[]
  /** Resolves with the next body that arrives. */
  nextBody(): Promise<string>
}

/**
 * `onRequest` runs synchronously when a request arrives, before its body is read and the response
 * is sent. It may destroy the request.
 */
export async function startAnnouncements(
  onRequest?: (request: IncomingMessage) => void,
): Promise<AnnouncementServer> {
  const bodies: string[] = []
  let waiting = Promise.withResolvers<string>()
  const server = createServer(async (request, response) => {
    onRequest?.(request)
    const body = await readBody(request)
    response.end()
    if (body === undefined) return
    bodies.push(body)
    waiting.resolve(body)
    waiting = Promise.withResolvers()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.')
  return { url: `http://127.0.0.1:${address.port}`, bodies, nextBody: () => waiting.promise }
}

/** Undefined if the sender was killed before it had sent the complete body. */
function readBody(request: IncomingMessage): Promise<string | undefined> {
  return text(request).catch(() => undefined)
}
