import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { count, start, useBuiltApp } from './testing/started-app.ts'

useBuiltApp()

/** Far more than are answered while workerd looks at a single connection. */
const enough = 10

test('a socket that sends without a pause does not keep other objects waiting', async () => {
  const server = start()
  const url = await server.ready
  const messages = 1_500
  const socket = await open(url, [
    ...['GET /socket HTTP/1.1', 'Host: test', 'Connection: Upgrade', 'Upgrade: websocket'],
    ...['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
  ])
  await once(socket, 'data')
  const told = readUntil(socket, /in order|out of order/)
  const numbers = Array.from({ length: messages }, (_, index) => frame(String(index + 1)))
  socket.write(Buffer.concat([...numbers, frame('end')]))
  expect(await callUntil(url, told)).toBeGreaterThan(enough)
  expect(await told).toContain(`${messages} in order`)
  socket.destroy()
})

test('a connection with many pipelined requests does not keep other objects waiting', async () => {
  const server = start()
  const url = await server.ready
  const requests = 500
  const one = 'GET /pipelined HTTP/1.1\r\nHost: test\r\n\r\n'
  const socket = await open(url, [])
  const told = readUntil(socket, new RegExp(`"value":${requests}\\D`))
  socket.write(one.repeat(requests))
  expect(await callUntil(url, told)).toBeGreaterThan(enough)
  await told
  socket.destroy()
})

async function open(url: string, head: string[]): Promise<Socket> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' })
  await once(socket, 'connect')
  if (head.length > 0) socket.write(`${head.join('\r\n')}\r\n\r\n`)
  return socket
}

/** A masked text frame; the mask is all zeros. */
function frame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])
}

/** The last bytes that arrived, as text, once it matches. */
function readUntil(socket: Socket, pattern: RegExp): Promise<string> {
  let last = ''
  return new Promise((resolve, reject) => {
    socket.on('data', (bytes: Buffer) => {
      last = (last + bytes.toString('latin1')).slice(-1_000)
      if (pattern.test(last)) resolve(last)
    })
    socket.on('close', () => reject(new Error(`The connection ended after: ${last}`)))
  })
}

/** Calls another object again and again until `told` settles. Returns how often it was answered. */
async function callUntil(url: string, told: Promise<unknown>): Promise<number> {
  let isOver = false
  const end = (): void => {
    isOver = true
  }
  told.then(end, end)
  let calls = 0
  while (!isOver) {
    calls += 1
    expect(await count(url, 'another')).toBe(calls)
  }
  return calls
}
