// What the objects behind the pages share about their visitors.

import type { ObjectContext, ObjectSocket } from '@cloudwerk/durable-object'

export const maxNameLength = 30
/** Pages ping every 20 s; one that has been silent for this long has lost its connection. */
const silence = 60_000

/** From here on the platform answers pings, so that they do not wake the object. */
export function answerPings(ctx: Pick<DurableObjectState, 'setWebSocketAutoResponse'>): void {
  ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
}

type Sockets = Pick<ObjectContext, 'getWebSockets' | 'getWebSocketAutoResponseTimestamp'>

/** When to look for silent sockets again: the options of a job. */
export const nextLook = { key: 'silent sockets', delay: silence }

/** Closes silent sockets. Gives whether anyone is still connected. */
export function dropSilent(ctx: Sockets, left: (socket: ObjectSocket) => void): boolean {
  for (const socket of silentSockets(ctx)) {
    socket.close(1001, 'No sign of life')
    left(socket)
  }
  const isOpen = (socket: WebSocket) => socket.readyState === WebSocket.READY_STATE_OPEN
  return ctx.getWebSockets().some(isOpen)
}

/** The sockets that have not pinged for too long. The data of each has `connected` (milliseconds). */
function silentSockets(ctx: Sockets): ObjectSocket[] {
  return ctx.getWebSockets().filter((socket) => {
    const { connected } = socket.data
    const pinged = ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0
    return Date.now() - Math.max(connected, pinged) >= silence
  })
}

/** A visitor's name, on one line. */
export function cleanName(name: unknown): string {
  const text = typeof name === 'string' ? name : ''
  return text.replace(/\s+/g, ' ').trim().slice(0, maxNameLength) || 'Anonymous'
}
