/** A WebSocket client that hands over messages one by one, in the order in which they came. */
export interface TestSocket {
  /** The next message, parsed; waits for it. */
  next(): Promise<unknown>
  send(message: unknown): void
  /** Closes and waits for the server's close frame. */
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
  await once(socket, 'open')
  return {
    next: () =>
      arrived.length > 0
        ? Promise.resolve(arrived.shift())
        : new Promise((resolve) => waiting.push(resolve)),
    send: (message) => socket.send(JSON.stringify(message)),
    async close() {
      if (socket.readyState === WebSocket.CLOSED) return
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
}

function once(socket: WebSocket, event: 'open' | 'close'): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`no WebSocket at ${socket.url}`))
    socket.addEventListener(event, () => resolve(), { once: true })
    socket.addEventListener('error', fail, { once: true })
  })
}
