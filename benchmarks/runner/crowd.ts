import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** Sockets of one object, the first of which speaks while all listen. */
export interface Crowd {
  /** Milliseconds from saying all of it at once until everyone has heard all of it. */
  say(text: string, times: number): Promise<number>
  leave(): void
}

/**
 * Connects to an object that sends what it hears to all, every message in a frame of the same
 * length. The clients only count bytes, so that Node takes as little of the machine as it can.
 */
export async function gather(port: number, path: string, count: number): Promise<Crowd> {
  let heard = 0
  let onHeard: (() => void) | undefined
  const sockets: Socket[] = []
  while (sockets.length < count) {
    const some = Array.from({ length: Math.min(50, count - sockets.length) }, () =>
      open(port, path),
    )
    sockets.push(...(await Promise.all(some)))
  }
  for (const socket of sockets) {
    socket.on('data', (bytes: Buffer) => {
      heard += bytes.length
      onHeard?.()
    })
  }
  const [speaker] = sockets
  const frameSizes = new Map<string, number>()

  async function measureFrame(text: string): Promise<number> {
    heard = 0
    speaker?.write(frame(text))
    let before = -1
    while (heard === 0 || heard !== before) {
      before = heard
      await wait(200)
    }
    return heard / count
  }

  return {
    async say(text, times) {
      const size = frameSizes.get(text) ?? (await measureFrame(text))
      frameSizes.set(text, size)
      const all = size * count * times
      heard = 0
      const start = performance.now()
      speaker?.write(Buffer.concat(Array.from({ length: times }, () => frame(text))))
      await new Promise<void>((resolve) => {
        onHeard = () => heard >= all && resolve()
      })
      const milliseconds = performance.now() - start
      if (heard > all) throw new Error(`${heard - all} bytes too many were heard.`)
      return milliseconds
    },
    leave() {
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
  if (!String(answer).startsWith('HTTP/1.1 101')) throw new Error(`No socket, but ${answer}`)
  return socket
}

/** A text frame of up to 125 bytes, with a mask of zeros. */
function frame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])
}
