import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A TCP connection on which a WebSocket was opened. Node's own WebSocket would take more of the time that is measured. */
export async function openRawSocket(port: number, path: string): Promise<Socket> {
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
export function frame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])
}
