import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { frame, openRawSocket } from './raw-socket.ts'

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
      openRawSocket(port, path),
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
