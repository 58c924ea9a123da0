import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import {
  browsableUrl,
  explainListenError,
  listenErrorCode,
  resolveListenAddress,
} from './listen-address.ts'

test('a free port is returned with its host resolved', async () => {
  expect(await resolveListenAddress({ host: '127.0.0.1', port: 0 })).toBe('127.0.0.1:0')
  expect(await resolveListenAddress({ host: 'localhost', port: 0 })).toMatch(
    /^(127\.0\.0\.1|\[::1\]):0$/,
  )
})

test('a port in use is reported with the port and the flag', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await expect(resolveListenAddress({ host: '127.0.0.1', port })).rejects.toMatchObject({
    name: 'UserError',
    message: `Port ${port} on 127.0.0.1 is in use by another program.`,
    hint: expect.stringContaining('--port'),
  })
  server.close()
})

test('a host that is not on this machine is reported', async () => {
  await expect(resolveListenAddress({ host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
    name: 'UserError',
    message: '192.0.2.1 is not an address of this machine.',
  })
})

test.each([
  ['failed: bind(): Address already in use (os error 98)', 'is in use by another program'],
  ['failed: bind(): Permission denied (os error 13)', 'Permission denied to listen on port 80'],
  ['failed: bind(): Cannot assign requested address (os error 99)', 'is not an address'],
  ['failed: getaddrinfo(): DNS lookup failed. host = h', 'is not an address'],
])('workerd\'s "%s" becomes a sentence', (output, sentence) => {
  const error = explainListenError(listenErrorCode(output) ?? '', { host: 'h', port: 80 })
  expect(error?.message).toContain(sentence)
})

test('a browser can open the URL', () => {
  expect(browsableUrl({ host: '127.0.0.1', port: 1 })).toBe('http://127.0.0.1:1')
  expect(browsableUrl({ host: '0.0.0.0', port: 1 })).toBe('http://localhost:1')
  expect(browsableUrl({ host: '::1', port: 1 })).toBe('http://[::1]:1')
})
