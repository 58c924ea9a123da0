/** A WebSocket client that returns messages one by one, in order of arrival. */
export interface TestSocket {
  /** Waits for the next message and parses it. */
  next(): Promise<unknown>
  send(message: unknown): void
  /** Closes the connection and waits for its end. */
  close(): Promise<void>
}

/** Connects to `url` (http or ws) and resolves when the socket is open. */
export async function openSocket(url: string): Promise<TestSocket> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'))
  const arrived: unknown[] = []
  const waiting: ((message: unknown) => void)[] = []
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(data)
    const take = waiting.shift()
    if (take) take(message)
    else arrived.push(message)
  })
  await opened(socket)
  return {
    next: () =>
      arrived.length > 0
        ? Promise.resolve(arrived.shift())
        : new Promise((resolve) => waiting.push(resolve)),
    send: (message) => socket.send(JSON.stringify(message)),
    async close() {
      if (socket.readyState === WebSocket.CLOSED) return
      // Node's client may report an error when the close frame and the end of the connection come
      // together, behind other messages (undici 7); sockets.test.ts checks close frames with ws.
      const closed = new Promise((resolve) => socket.addEventListener('close', resolve))
      socket.close()
      await closed
    },
  }
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`no WebSocket at ${socket.url}`))
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('error', fail, { once: true })
  })
}
