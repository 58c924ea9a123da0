import { exports } from 'cloudflare:workers'
import { durableObjects } from '@cloudwerk/core/bindings'
import { DurableObjectRPCError } from '@cloudwerk/durable-object'
import { expect, test } from 'vitest'
import { caught, objectOf } from '../calls.ts'
import { expectError } from '../expect-error.ts'

const passing = (name: string) => objectOf('Passing', name)
// biome-ignore lint/suspicious/noExplicitAny: the test Worker's own entry
const worker = (exports as any).default as Fetcher

test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
  'a %s request arrives unchanged',
  async (method) => {
    const init = { method, headers: { 'X-Own': 'kept' } }
    const url = 'http://any.host/a%20b/c?x=1&x=2&y=%26'
    const expected = { method, url, search: '?x=1&x=2&y=%26', own: 'kept' }
    expect(await (await passing('request').fetch(url, init)).json()).toEqual(expected)
    expect(await (await passing('request').fetch(new Request(url, init))).json()).toEqual(expected)
  },
)

test('HEAD is answered without a body', async () => {
  const response = await passing('head').fetch('http://o/x', { method: 'HEAD' })
  expect([response.status, await response.text()]).toEqual([200, ''])
})

test.each([200, 201, 204, 304, 307, 404, 418, 503])(
  'a response with status %i arrives unchanged',
  async (status) => {
    const response = await passing('status').fetch(`http://o/status/${status}`, {
      redirect: 'manual',
    })
    expect(response.status).toBe(status)
    expect(response.headers.get('X-Own')).toBe('kept')
  },
)

test('a large body streams through while the object serves other calls', async () => {
  const stub = passing('streams')
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const write = async (letter: string, size: number) =>
    writer.write(new TextEncoder().encode(letter.repeat(size)))
  // More than is read before the turn, so the rest arrives while it is being sent.
  void write('a', 2_000_000)
  const response = await stub.fetch('http://o/upper', { method: 'POST', body: readable })
  expect(response.status).toBe(206)
  expect(await stub.chunks()).toBe(1)
  void write('b', 10).then(() => writer.close())
  const text = await response.text()
  expect([text.length, text.slice(0, 1), text.slice(-1)]).toEqual([2_000_010, 'A', 'B'])
})

test('an error thrown by fetch arrives as a DurableObjectRPCError', async () => {
  for (const stub of [passing('throws'), durableObjects.Passing?.getByName('throws')]) {
    const error = await caught(stub.fetch('http://o/throws'))
    expect(error).toBeInstanceOf(DurableObjectRPCError)
    expect(error).toMatchObject({
      message: 'fetch failed',
      methodName: 'fetch',
      objectName: 'Passing',
    })
  }
})

test('a fetch handler that does not return a Response fails with an error that says so', async () => {
  await expectError(passing('nothing').fetch('http://o/nothing'), {
    methodName: 'fetch',
    mentions: ["'fetch' of Passing 'nothing'", 'undefined', 'Response'],
  })
})

test('a socket passes from a route to an object and back', async () => {
  const response = await worker.fetch('http://app/sockets/through', {
    headers: { Upgrade: 'websocket' },
  })
  expect(response.status).toBe(101)
  const messages: unknown[] = []
  response.webSocket?.addEventListener('message', ({ data }) => messages.push(data))
  response.webSocket?.accept()
  response.webSocket?.send('by a route')
  await expect.poll(() => objectOf('Sockets', 'through').log()).toEqual(['by a route'])
  await objectOf('Sockets', 'through').say('to the client')
  await expect.poll(() => messages).toEqual(['to the client'])
})
