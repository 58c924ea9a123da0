import { exports } from 'cloudflare:workers'
import { refuseOtherOrigins } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { createWorker } from '@cloudwerk/core/worker'
import { expect, test } from 'vitest'
import { bindingOf } from '../binding-name.ts'
import * as classes from '../classes.ts'
import { expectMentions } from '../expect-error.ts'
import * as legacyClasses from '../legacy-classes.ts'
import app from '../worker.ts'
import * as routes from './routes.ts'

// biome-ignore lint/suspicious/noExplicitAny: the test Worker's own entry
const worker = (exports as any).default as Fetcher
const at = (path: string, init?: RequestInit) => worker.fetch(`http://app${path}`, init)

test.each([
  ['/files/index', { route: 'static', params: {} }],
  ['/files/7', { route: 'param', params: { id: '7' } }],
  ['/files/7/', { route: 'param', params: { id: '7' } }],
  ['/files/a%20b%2Fc', { route: 'param', params: { id: 'a b/c' } }],
  ['/files/%E0%A4%A', { route: 'param', params: { id: '%E0%A4%A' } }],
  ['/files/7/x/y', { route: 'rest', params: { rest: '7/x/y' } }],
  ['/docs', { route: 'optional', params: {} }],
  ['/docs/a/b', { route: 'optional', params: { rest: 'a/b' } }],
])('%s finds its route and parameters', async (path, expected) => {
  expect(await (await at(path)).json()).toEqual({ method: 'GET', ...expected })
})

test('a request whose URL cannot be parsed gets 400 as JSON', async () => {
  // As a Host header of `[zz` makes it.
  const request = { url: 'http://[zz/files/7', method: 'GET' } as Request
  const response = await app.fetch(request as never, {}, {} as ExecutionContext)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { code: 'BAD_REQUEST' } })
})

test('an unknown path gets 404 as JSON', async () => {
  const response = await at('/nowhere')
  expect(response.status).toBe(404)
  expect(await response.json()).toEqual({
    error: { code: 'NOT_FOUND', message: expect.stringContaining('/nowhere') },
  })
})

test('a method that is not exported gets 405 with Allow', async () => {
  const response = await at('/files/7', { method: 'DELETE' })
  expect(response.status).toBe(405)
  expect(response.headers.get('Allow')).toBe('GET, PUT, HEAD, OPTIONS')
  expect(await response.json()).toMatchObject({ error: { code: 'METHOD_NOT_ALLOWED' } })
})

test.each([
  ['http://app', undefined, undefined],
  // TLS ends at a proxy.
  ['https://app', undefined, undefined],
  ['https://elsewhere.example', undefined, 403],
  ['http://app:8080', undefined, 403],
  ['http://app.elsewhere.example', undefined, 403],
  ['null', undefined, 403],
  ['no origin', undefined, 403],
  ['https://elsewhere.example', ['https://elsewhere.example'], undefined],
  ['http://elsewhere.example', ['https://elsewhere.example'], 403],
  [undefined, undefined, undefined],
])('a page of %s, with %s allowed, gets %s', async (origin, allow, status) => {
  const headers: HeadersInit = origin === undefined ? {} : { Origin: origin }
  const refused = refuseOtherOrigins(new Request('http://app/socket', { headers }), { allow })
  expect(refused?.status).toBe(status)
  if (!refused) return
  expect(await refused.json()).toMatchObject({ error: { code: 'FORBIDDEN_ORIGIN' } })
})

test.each([
  [{ Upgrade: 'websocket', 'X-Forwarded-Host': 'front.example' }, undefined],
  [{ Upgrade: 'websocket', 'X-Forwarded-Host': 'other.example' }, 403],
  [{ Upgrade: 'websocket' }, 403],
  // A page can set this one by itself, other than for a socket.
  [{ 'X-Forwarded-Host': 'front.example' }, 403],
])('a page of the host that a proxy has noted gets, with %j, %s', (noted, status) => {
  const headers = { Origin: 'https://front.example', ...noted } as HeadersInit
  expect(refuseOtherOrigins(new Request('http://app/socket', { headers }))?.status).toBe(status)
})

test('HEAD is answered by GET, without the body', async () => {
  const response = await at('/files/7', { method: 'HEAD' })
  expect(response.status).toBe(200)
  expect(response.headers.get('Content-Type')).toBe('application/json')
  expect(await response.text()).toBe('')
})

test('OPTIONS lists the methods', async () => {
  const response = await at('/files/7', { method: 'OPTIONS' })
  expect(response.status).toBe(204)
  expect(response.headers.get('Allow')).toBe('GET, PUT, HEAD, OPTIONS')
})

test('HEAD and OPTIONS that a route exports take precedence', async () => {
  expect(await (await at('/own', { method: 'OPTIONS' })).text()).toBe('mine')
  expect((await at('/own', { method: 'HEAD' })).headers.get('X-Head')).toBe('own')
})

test('a route reaches an object', async () => {
  expect(await (await at('/counter/alice', { method: 'POST' })).json()).toEqual({ value: 5 })
  expect(await (await at('/counter/alice', { method: 'POST' })).json()).toEqual({ value: 10 })
})

test('an object taken from durableObjects at the top of a module can be used in handlers', async () => {
  expect(await (await at('/early/anna', { method: 'POST' })).json()).toEqual({ value: 5 })
  const missing = await (await at('/early/anna', { method: 'DELETE' })).json()
  expect(missing).toMatchObject({ error: { code: 'DURABLE_OBJECT_NOT_FOUND' } })
  expect(JSON.stringify(missing)).toMatch(/'Nowhere'.* Basics, /)
})

test('using durableObjects while modules load fails with an error that says so', () => {
  const key = Symbol.for('cloudwerk.objects')
  const known = Reflect.get(globalThis, key)
  Reflect.deleteProperty(globalThis, key)
  try {
    const { Basics } = durableObjects
    expect(() => Basics.getByName('a')).toThrow(/durableObjects\.Basics .*\bload/)
    expect(() => Basics.idFromName).not.toThrow()
  } finally {
    Reflect.set(globalThis, key, known)
  }
})

test('with showErrors, the answer contains the details of an error', async () => {
  const response = await at('/throws')
  expect(response.status).toBe(500)
  expect(await response.json()).toMatchObject({
    error: { message: '<b>secret</b>', file: 'app/throws/route.ts', stack: expect.any(String) },
  })
})

/** The answer of the app as it is built, and as it is in dev. */
async function bothAnswers(
  path: string,
  init: RequestInit,
): Promise<[dev: Response, built: Response]> {
  const names = Object.keys({ ...classes, ...legacyClasses })
  const objects = Object.fromEntries(names.map((name) => [name, bindingOf(name)]))
  const production = createWorker({ routes: routes.all, objects })
  const request = new Request(`http://app${path}`, init)
  return [await at(path, init), await production.fetch(request, {}, {} as ExecutionContext)]
}

test('a key that was used for another call is 422, which says nothing of the object in a build', async () => {
  await at('/once/refused', { method: 'POST', body: '1' })
  expect(await (await at('/once/refused', { method: 'POST', body: '1' })).json()).toBe(1)
  const [dev, built] = await bothAnswers('/once/refused', { method: 'POST', body: '2' })
  expect([dev.status, built.status]).toEqual([422, 422])
  const code = 'DURABLE_OBJECT_IDEMPOTENCY'
  expect(await dev.json()).toMatchObject({ error: { code, fields: { reason: 'arguments' } } })
  const message = 'The idempotency key was used for another request.'
  expect(await built.json()).toEqual({ error: { code, message } })
})

test.each([
  ['an object', 'DELETE', { code: 'VOTED', message: 'You have voted.' }],
  ['a route', 'PUT', { code: 'NO_ROOM', message: 'There is no such room.' }],
])('a UserError of %s is 422 with its code and message', async (_of, method, error) => {
  for (const response of await bothAnswers('/once/user', { method })) {
    expect(response.status).toBe(422)
    expect(await response.json()).toEqual({ error })
  }
})

test('a route handler that does not return a Response fails with an error that says so', async () => {
  const response = await at('/throws', { method: 'POST' })
  expect(response.status).toBe(500)
  const { error } = (await response.json()) as { error: Error }
  expectMentions(error.message, 'POST of app/throws/route.ts', 'object', 'Response', 'json(data)')
})
