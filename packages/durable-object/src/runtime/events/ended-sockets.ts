/** Ours, of the codes that apps may choose. */
const code = 4001
const reason = 'The object has ended.'

const ended = new WeakSet<WebSocket>()
/** Whether this isolate has to look for such sockets in lists, which may be long. */
let hasDropped = false

/** Closes a socket whose object is gone. */
export function closeEnded(socket: WebSocket): void {
  ended.add(socket)
  socket.close(code, reason)
}

export interface Connection {
  server: WebSocket
  /** Undefined where only the handler has it. */
  client?: WebSocket | undefined
}

/**
 * Ends a connection that was accepted by a handler that failed, so that its client never gets it. The platform lists
 * such a socket and keeps what it is sent until its other side has closed as well (workerd 1.20261006).
 */
export function dropSocket({ client, server }: Connection): void {
  if (ended.has(server)) return
  ended.add(server)
  hasDropped = true
  try {
    client?.accept()
    ;(client ?? server).close(1011, 'The connection failed.')
  } catch {
    // The handler has used that side in another way.
  }
}

/** The sockets of an object, without those. */
export function listSockets(native: DurableObjectState, tag?: string): WebSocket[] {
  const sockets = native.getWebSockets(tag)
  return hasDropped ? sockets.filter((socket) => !ended.has(socket)) : sockets
}

/** Whether an event is of such a socket, and would make the object again. The object may have slept since. */
export function isOfEnded(socket: WebSocket, args: readonly unknown[]): boolean {
  return ended.has(socket) || (args[0] === code && args[1] === reason)
}
