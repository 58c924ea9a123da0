import { beforeEach, expect, it, vi } from 'vitest'

type Cache = { fetch(request: Request): Promise<Response> }
let cache: Cache

beforeEach(async () => {
  vi.resetModules()
  cache = (await import('./cache.ts')).default
})

const address = (name: string) => `http://app/${name}`

async function put(name: string, text: string, head: string[] = ['Cache-Control: max-age=60']) {
  const body = ['HTTP/1.1 200 OK', ...head, '', text].join('\r\n')
  return (await cache.fetch(new Request(address(name), { method: 'PUT', body }))).status
}

async function match(name: string, headers: Record<string, string> = {}) {
  const response = await cache.fetch(new Request(address(name), { headers }))
  return [response.headers.get('CF-Cache-Status'), await response.text()]
}

it('keeps an answer while it is fresh', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  expect(await match('a')).toEqual(['MISS', ''])
  expect(await put('a', 'text')).toBe(204)
  expect(await match('a')).toEqual(['HIT', 'text'])
  expect(await match('a', { 'CF-Cache-Namespace': 'own' })).toEqual(['MISS', ''])
  vi.setSystemTime(Date.now() + 60_000)
  expect(await match('a')).toEqual(['MISS', ''])
  vi.useRealTimers()
})

it.each([
  [[]],
  [['Cache-Control: no-store, max-age=60']],
  [['Cache-Control: private, max-age=60']],
  [['Cache-Control: max-age=0']],
  [['Cache-Control: max-age=60', 'Set-Cookie: a=1']],
])('does not keep an answer with the headers %j', async (head) => {
  await put('a', 'text', head)
  expect((await match('a'))[0]).toBe('MISS')
})

it('joins the chunks of a stream', async () => {
  const head = ['Cache-Control: max-age=60', 'Transfer-Encoding: chunked']
  await put('a', '5\r\nfirst\r\n4\r\nlast\r\n0\r\n\r\n', head)
  expect(await match('a')).toEqual(['HIT', 'firstlast'])
})

it('removes an answer, and says whether there was one', async () => {
  await put('a', 'text')
  const purge = () => cache.fetch(new Request(address('a'), { method: 'PURGE' }))
  expect((await purge()).status).toBe(200)
  expect((await purge()).status).toBe(404)
})

it('is bounded: what was not used for longest goes first', async () => {
  const text = 'x'.repeat(7 * 1024 * 1024)
  expect(await put('large', 'x'.repeat(9 * 1024 * 1024))).toBe(413)
  for (let n = 0; n < 9; n += 1) await put(String(n), text)
  expect((await match('0'))[0]).toBe('HIT')
  await put('9', text)
  expect((await match('0'))[0]).toBe('HIT')
  expect((await match('1'))[0]).toBe('MISS')
  expect((await match('9'))[0]).toBe('HIT')
})
