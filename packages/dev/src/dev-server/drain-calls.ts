import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { Connect, Plugin } from 'vite'

export interface Ending {
  plugin: Plugin
  /** Takes no more calls, closes sockets with 1012, and settles when the running calls have ended. */
  end(gracePeriod: number): Promise<void>
}

/** How long a client gets to answer a close frame, in milliseconds. */
const socketPatience = 2_000
const interval = 20
const code = 1012
const reason = 'The server is restarting'

/** Lets the dev server end in order. Vite (8.3) itself cuts off open calls and sockets. */
export function createEnding(): Ending {
  const calls = new Set<ServerResponse>()
  const sockets = new Set<Duplex>()
  let isEnding = false
  const countCall: Connect.NextHandleFunction = (_request, response, next) => {
    if (isEnding) return refuse(response)
    calls.add(response)
    response.on('close', () => calls.delete(response))
    next()
  }
  const plugin: Plugin = {
    name: 'cloudwerk:drain-calls',
    enforce: 'pre',
    configureServer({ middlewares, httpServer }) {
      middlewares.use(countCall)
      httpServer?.on('upgrade', (request, socket: Duplex) => {
        // Vite's own sockets are for its client, which reconnects by itself.
        if (request.headers['sec-websocket-protocol']?.startsWith('vite-')) return
        if (isEnding) return socket.destroy()
        sockets.add(socket)
        socket.on('close', () => sockets.delete(socket))
      })
    },
  }
  const end = async (gracePeriod: number): Promise<void> => {
    isEnding = true
    const began = Date.now()
    for (const socket of sockets) socket.write(closeFrame())
    const passed = (limit: number) => Date.now() - began >= limit
    while (calls.size > 0 || (sockets.size > 0 && !passed(socketPatience))) {
      if (passed(gracePeriod)) return
      await delay(interval)
    }
  }
  return { plugin, end }
}

/** Written directly to the connection, where each frame is written in one piece. */
function closeFrame(): Buffer {
  const text = Buffer.from(reason)
  return Buffer.from([0x88, 2 + text.length, code >> 8, code & 0xff, ...text])
}

function refuse(response: ServerResponse): void {
  response.writeHead(503, { 'Content-Type': 'application/json', 'Retry-After': '1' })
  const message = 'The server is restarting. Call again.'
  response.end(JSON.stringify({ error: { code: 'SERVER_STOPPING', message } }))
}
