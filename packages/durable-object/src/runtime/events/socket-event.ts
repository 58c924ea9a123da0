export const socketEvents = ['webSocketMessage', 'webSocketClose', 'webSocketError'] as const

export interface SocketEvent {
  event: (typeof socketEvents)[number]
  socket: WebSocket
  /** What the platform passes after the socket. */
  args: unknown[]
}

/**
 * A client waits for its close frame, which must not depend on the handler or the queue. 1005 and
 * the like stand for "no code" and cannot be sent.
 */
export function answerClose(socket: WebSocket, [code, reason]: unknown[]): void {
  try {
    if (code === 1000 || (typeof code === 'number' && code >= 3000)) {
      socket.close(code, reason as string)
    } else socket.close()
  } catch {
    // Closed already.
  }
}
