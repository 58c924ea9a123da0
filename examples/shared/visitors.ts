// What the objects behind the pages share about their visitors.

export const maxNameLength = 30
/** Pages ping every 20 s; one that has been silent for this long has lost its connection. */
export const silence = 60_000

/** From here on the platform answers pings, so that they do not wake the object. */
export function answerPings(ctx: Pick<DurableObjectState, 'setWebSocketAutoResponse'>): void {
  ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
}

interface Sockets
  extends Pick<DurableObjectState, 'getWebSockets' | 'getWebSocketAutoResponseTimestamp'> {
  storage: Pick<DurableObjectStorage, 'setAlarm'>
}

/** For the alarm: closes silent sockets, and sets the alarm again while anyone is connected. */
export async function dropSilent(ctx: Sockets, left: (socket: WebSocket) => void): Promise<void> {
  for (const socket of silentSockets(ctx)) {
    socket.close(1001, 'No sign of life')
    left(socket)
  }
  const isOpen = (socket: WebSocket) => socket.readyState === WebSocket.READY_STATE_OPEN
  if (ctx.getWebSockets().some(isOpen)) await ctx.storage.setAlarm(Date.now() + silence)
}

/** The sockets that have not pinged for too long. Each has `connected` (milliseconds) attached. */
function silentSockets(ctx: Sockets): WebSocket[] {
  return ctx.getWebSockets().filter((socket) => {
    const { connected } = socket.deserializeAttachment() as { connected: number }
    const pinged = ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0
    return Date.now() - Math.max(connected, pinged) >= silence
  })
}

/** A visitor's name, on one line. */
export function cleanName(name: unknown): string {
  const text = typeof name === 'string' ? name : ''
  return text.replace(/\s+/g, ' ').trim().slice(0, maxNameLength) || 'Anonymous'
}

/** A message from a page; undefined for anything that our pages would not send. */
export function parseMessage<Message>(text: string | ArrayBuffer): Message | undefined {
  try {
    const data: unknown = JSON.parse(String(text))
    // Its fields are checked where they are used.
    return typeof data === 'object' && data !== null ? (data as Message) : undefined
  } catch {
    return undefined
  }
}
