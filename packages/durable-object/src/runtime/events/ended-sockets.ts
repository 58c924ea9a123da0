/** Ours, of the codes that apps may choose. */
const code = 4001
const reason = 'The object has ended.'

const ended = new WeakSet<WebSocket>()

/** Closes a socket whose object is gone. */
export function closeEnded(socket: WebSocket): void {
  ended.add(socket)
  socket.close(code, reason)
}

/** Whether an event is of such a socket, and would make the object again. The object may have slept since. */
export function isOfEnded(socket: WebSocket, args: readonly unknown[]): boolean {
  return ended.has(socket) || (args[0] === code && args[1] === reason)
}
