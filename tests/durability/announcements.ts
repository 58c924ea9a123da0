import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** An outside HTTP server that keeps the bodies it was sent, in their order. */
export interface AnnouncementServer {
  url: string
  bodies: string[]
  /** Resolves when the next one has come. */
  nextBody(): Promise<string>
}

/**
 * `onRequest` runs before the answer is sent, and before anything else can happen. It may destroy the
 * request.
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
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, bodies, nextBody: () => waiting.promise }
}

/** Undefined when the sender was killed before it had sent all. */
function readBody(request: IncomingMessage): Promise<string | undefined> {
  return text(request).catch(() => undefined)
}
