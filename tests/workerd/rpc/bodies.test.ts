import { expect, test } from 'vitest'
import { objectOf } from '../calls.ts'
import { sleep } from '../objects/sleep.ts'

const bodies = (name: string) => objectOf('Bodies', name)
const post = (body: BodyInit, headers = {}) => ({ method: 'POST', body, headers })

/** A body in two halves, the second of which follows once the promise has settled. */
function slowBody(size: number, rest: Promise<void>): ReadableStream<Uint8Array> {
  const half = new Uint8Array(size / 2).fill(65)
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(half.slice())
      await rest
      controller.enqueue(half.slice())
      controller.close()
    },
  })
}

test.each([0, 10, 1_048_576, 1_048_577, 3_000_000])('a body of %i bytes arrives', async (size) => {
  const response = await bodies('sizes').fetch('http://o/size', post(new Uint8Array(size)))
  expect(await response.json()).toMatchObject({ size, method: 'POST' })
})

test.each([1_000, 1_048_576, 4_000_000])('a streamed body of %i bytes arrives', async (size) => {
  const response = await bodies('streamed').fetch('http://o/size', post(slowBody(size, sleep(5))))
  expect(await response.json()).toMatchObject({ size })
})

test('JSON, headers and a forwarded body arrive unchanged', async () => {
  const json = await bodies('json').fetch('http://o/json', post('{"a":[1]}'))
  expect(await json.json()).toEqual({ a: [1] })
  const echo = await bodies('json').fetch('http://o/echo', post('again', { 'X-Own': 'kept' }))
  expect(echo.headers.get('X-Own')).toBe('kept')
  expect(await echo.text()).toBe('again')
})

test('a slow upload of a small body does not hold the object', async () => {
  const stub = bodies('slow upload')
  const rest = Promise.withResolvers<void>()
  const uploading = stub.fetch('http://o/size', post(slowBody(1_000, rest.promise)))
  expect(await stub.log()).toEqual([])
  rest.resolve()
  expect(await (await uploading).json()).toMatchObject({ size: 1_000 })
  expect(await stub.log()).toEqual(['/size'])
})

test('responses and streams arrive unchanged, from fetch and from methods', async () => {
  const stub = bodies('responses')
  const streamed = await stub.fetch('http://o/stream')
  expect([streamed.status, await streamed.text()]).toEqual([201, '1;2;3;'])
  const response = await stub.response()
  expect([response.status, response.headers.get('X-Own')]).toEqual([202, 'kept'])
  expect(await response.text()).toBe('from a method')
  expect(await new Response(await stub.stream()).text()).toBe('1;2;')
  expect(await stub.takeStream(new Response('to a method').body)).toBe('to a method')
})

test('a JSON response can contain the state', async () => {
  expect(await (await bodies('state').fetch('http://o/x')).json()).toEqual({ log: ['/x'] })
})
