import { expect, test } from 'vitest'
import { waitUntil } from '../end-to-end/app.ts'
import { runExample } from './run-example.ts'

const session = runExample('session')

async function signIn(body: object): Promise<Record<string, string>> {
  const { status, headers } = await session.call('POST', '/api/session', { body })
  expect(status).toBe(201)
  return { Cookie: headers.get('Set-Cookie')?.split(';')[0] ?? '' }
}

test('a user signs in, data is stored in the session, and the user signs out', async () => {
  expect((await session.call('GET', '/api/session')).status).toBe(401)
  const headers = await signIn({ userId: 'ann' })
  const body = { key: 'theme', value: { name: 'dark', sizes: [1, 2] } }
  await session.call('PATCH', '/api/session', { headers, body })
  await session.killAndStart()
  expect((await session.call('GET', '/api/session', { headers })).body).toMatchObject({
    userId: 'ann',
    data: { theme: { name: 'dark', sizes: [1, 2] } },
  })
  expect((await session.call('DELETE', '/api/session', { headers })).status).toBe(204)
  expect((await session.call('GET', '/api/session', { headers })).status).toBe(401)
})

test('a session expires', async () => {
  const headers = await signIn({ userId: 'bob', lifetime: 300 })
  expect((await session.call('GET', '/api/session', { headers })).status).toBe(200)
  await waitUntil(
    async () => (await session.call('GET', '/api/session', { headers })).status === 401,
  )
  const body = { key: 'late', value: 1 }
  expect((await session.call('PATCH', '/api/session', { headers, body })).status).toBe(401)
})

test('a change that violates the schema is refused and undone', async () => {
  const headers = await signIn({ userId: 'cyd' })
  const body = { userId: 'x'.repeat(101) }
  expect((await session.call('POST', '/api/session', { body })).status).toBe(500)
  expect((await session.call('GET', '/api/session', { headers })).body).toMatchObject({
    userId: 'cyd',
  })
})

test('an invented session id is not signed in', async () => {
  const headers = { Cookie: `session=${crypto.randomUUID()}` }
  expect((await session.call('GET', '/api/session', { headers })).status).toBe(401)
  expect(
    (await session.call('GET', '/api/session', { headers: { Cookie: 'session=x' } })).status,
  ).toBe(401)
})
