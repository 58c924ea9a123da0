export interface Client {
  socket: WebSocket
  /** Received messages, oldest first. */
  messages: unknown[]
  /** How the object closed it. */
  closed: Promise<{ code: number; reason: string }>
}

/** Opens a socket to an object; its path is the socket's tag. */
export async function connect(stub: Fetcher, tag = ''): Promise<Client> {
  const headers = { Upgrade: 'websocket' }
  const response = await stub.fetch(`http://object/${tag}`, { headers })
  const socket = response.webSocket
  if (!socket) throw new Error(`no socket, but ${response.status}`)
  socket.binaryType = 'arraybuffer'
  const messages: unknown[] = []
  socket.addEventListener('message', ({ data }) => messages.push(data))
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason }))
  })
  socket.accept()
  return { socket, messages, closed }
}

/** Opens a socket to an object that asks for a name. */
export function enter(stub: Fetcher, name: string, ...tags: string[]): Promise<Client> {
  const search = new URLSearchParams([['name', name], ...tags.map((tag) => ['tag', tag])])
  return connect(stub, `?${search}`)
}

/** The messages, which are JSON. */
// biome-ignore lint/suspicious/noExplicitAny: whatever was sent
export function received({ messages }: Client): any[] {
  return messages.map((message) => JSON.parse(String(message)))
}
