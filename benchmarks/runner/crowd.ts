import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** WebSocket clients of one object. The first one sends, all receive. */
export interface Crowd {
  /** Sends `text` several times at once. Returns the milliseconds until all clients have it all. */
  send(text: string, times: number): Promise<number>
  close(): void
}

/**
 * Connects to an object that relays each message to all its clients. Frames of the same text must
 * have the same length: the clients only count bytes, so that Node uses as little CPU as possible.
 */
export async function connectCrowd(port: number, path: string, count: number): Promise<Crowd> {
  let received = 0
  let onReceived: (() => void) | undefined
  const sockets: Socket[] = []
  while (sockets.length < count) {
    const some = Array.from({ length: Math.min(50, count - sockets.length) }, () =>
      open(port, path),
    )
    sockets.push(...(await Promise.all(some)))
  }
  for (const socket of sockets) {
    socket.on('data', (bytes: Buffer) => {
      received += bytes.length
      onReceived?.()
    })
  }
  const [sender] = sockets
  const frameSizes = new Map<string, number>()

  async function measureFrame(text: string): Promise<number> {
    received = 0
    sender?.write(frame(text))
    let before = -1
    while (received === 0 || received !== before) {
      before = received
      await wait(200)
    }
    return received / count
  }

  return {
    async send(text, times) {
      const size = frameSizes.get(text) ?? (await measureFrame(text))
      frameSizes.set(text, size)
      const all = size * count * times
      received = 0
      const start = performance.now()
      sender?.write(Buffer.concat(Array.from({ length: times }, () => frame(text))))
      await new Promise<void>((resolve) => {
        onReceived = () => received >= all && resolve()
      })
      const milliseconds = performance.now() - start
      if (received > all) throw new Error(`The clients received ${received - all} bytes too many.`)
      return milliseconds
    },
    close() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

async function open(port: number, path: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const head = [
    `GET ${path} HTTP/1.1`,
    'Host: bench',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  const [answer] = await once(socket, 'data')
  if (!String(answer).startsWith('HTTP/1.1 101'))
    throw new Error(`The WebSocket upgrade failed: ${answer}`)
  return socket
}

/** A masked text frame with a payload of up to 125 bytes. The mask is all zeros. */
function frame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])
}
