import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A TCP connection on which a WebSocket was opened. Node's own WebSocket would take more of the time that is measured. */
export async function openRawSocket(
  port: number,
  path: string,
  protocol?: string,
): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const head = [
    `GET ${path} HTTP/1.1`,
    'Host: bench',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...(protocol ? [`Sec-WebSocket-Protocol: ${protocol}`] : []),
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  const [answer] = await once(socket, 'data')
  if (!String(answer).startsWith('HTTP/1.1 101'))
    throw new Error(`The WebSocket upgrade failed: ${answer}`)
  return socket
}

/** A masked text frame with a payload of ASCII, up to 65,535 bytes. The mask is all zeros. */
export function frame(text: string): Buffer {
  const { length } = text
  const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([0x81, ...size, 0, 0, 0, 0]), Buffer.from(text)])
}

/** Counts the messages in what a server sends. */
export class MessageCounter {
  messages = 0
  /** Bytes of the current frame that have not come yet. */
  #left = 0
  #head: Buffer = Buffer.alloc(0)

  add(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) {
      if (this.#left > 0) {
        const some = Math.min(this.#left, bytes.length - at)
        this.#left -= some
        at += some
        continue
      }
      const before = this.#head.length
      this.#head = Buffer.concat([this.#head, bytes.subarray(at, at + 10 - before)])
      const size = headSize(this.#head)
      if (this.#head.length < size) return
      this.messages += 1
      this.#left = payloadSize(this.#head)
      this.#head = Buffer.alloc(0)
      at += size - before
    }
  }
}

function headSize(head: Buffer): number {
  const size = head[1] ?? 0
  if (size < 126) return 2
  return size === 126 ? 4 : 10
}

function payloadSize(head: Buffer): number {
  const size = head[1] ?? 0
  if (size < 126) return size
  return size === 126 ? head.readUInt16BE(2) : Number(head.readBigUInt64BE(2))
}
