import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, waitUntil } from '../end-to-end/app.ts'
import { runExample } from './run-example.ts'

const app = runExample('job-queue')

interface Delivery {
  path: string
  key: string
  body: unknown
}

const deliveries: Delivery[] = []
/** The status codes of the receiver's responses, in order; 200 after the last one. */
const answers = new Map<string, number[]>()
const receiver = createServer(receive)
let address = ''

beforeAll(async () => {
  const port = await freePort()
  receiver.listen(port, '127.0.0.1')
  await once(receiver, 'listening')
  address = `http://127.0.0.1:${port}`
})
afterAll(() => receiver.close())

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = ''
  for await (const chunk of request) text += chunk
  const path = request.url ?? ''
  deliveries.push({ path, key: String(request.headers['idempotency-key']), body: JSON.parse(text) })
  response.writeHead(answers.get(path)?.shift() ?? 200).end()
}

const to = (path: string) => deliveries.filter((delivery) => delivery.path === path)
const enqueue = async (queue: string, job: object): Promise<string> =>
  (await app.call('POST', `/api/queues/${queue}`, { body: job })).body.id
const find = async (queue: string, id: string) =>
  (await app.call('GET', `/api/queues/${queue}/${id}`)).body

test('jobs are delivered in order, each exactly once', async () => {
  const ids: string[] = []
  for (const number of [1, 2, 3]) {
    ids.push(await enqueue('mail', { url: `${address}/mail`, body: { number } }))
  }
  await waitUntil(async () => (await find('mail', ids[2] ?? '')).status === 'done')
  expect(to('/mail')).toEqual(
    ids.map((key, index) => ({ path: '/mail', key, body: { number: index + 1 } })),
  )
})

test('a failed job is retried, and given up after five attempts', async () => {
  answers.set('/twice', [500, 503])
  answers.set('/never', [500, 500, 500, 500, 500])
  const twice = await enqueue('retry', { url: `${address}/twice`, body: 1 })
  const never = await enqueue('retry', { url: `${address}/never`, body: 2 })
  await waitUntil(async () => (await find('retry', never)).status === 'failed')
  expect(await find('retry', twice)).toMatchObject({ status: 'done', attempts: 3, error: null })
  expect(await find('retry', never)).toMatchObject({
    attempts: 5,
    error: `${address}/never answered 500`,
  })
  expect(new Set(to('/twice').map(({ key }) => key))).toEqual(new Set([twice]))
  expect((await app.call('GET', '/api/queues/retry')).body).toEqual({ done: 1, failed: 1 })
})

test('a job that falls due while the server is down is delivered after the restart', async () => {
  const later = await enqueue('later', { url: `${address}/later`, body: 'x', delay: 1_500 })
  const cancelled = await enqueue('later', { url: `${address}/cancelled`, body: 'x', delay: 1_400 })
  expect((await app.call('DELETE', `/api/queues/later/${cancelled}`)).status).toBe(204)
  expect(to('/later')).toEqual([])
  await app.killAndStart()
  await waitUntil(() => to('/later').length > 0)
  await waitUntil(async () => (await find('later', later)).status === 'done')
  expect(to('/cancelled')).toEqual([])
})

test('a job without an HTTP URL is refused', async () => {
  for (const url of ['file:///etc/passwd', 'nowhere']) {
    expect((await app.call('POST', '/api/queues/bad', { body: { url, body: 1 } })).status).toBe(422)
  }
  expect((await app.call('GET', '/api/queues/bad')).body).toEqual({})
})
