import { durableObjects } from '@cloudwerk/core/bindings'
import { fetchApp } from '@cloudwerk/core/testing'
import { testObject, testTime } from '@cloudwerk/durable-object/testing'
import { expect, test } from 'vitest'
import todoList from '../app/objects/todo-list.ts'

// Each test is a different client, since all requests of a client share one limit.
const client =
  (ip: string) =>
  (path: string, init: RequestInit = {}) =>
    fetchApp(`/api/lists/${path}`, { ...init, headers: { 'CF-Connecting-IP': ip } })

const post = (text: unknown) => ({ method: 'POST', body: JSON.stringify({ text }) })

test('items can be added, marked as done and removed', async () => {
  const ask = client('1')
  expect((await ask('home', post('milk'))).status).toBe(201)
  expect(await (await ask('home/1', { method: 'PUT' })).json()).toMatchObject({ done: true })
  const home = testObject(durableObjects.TodoList.getByName('home'), todoList)
  await home.restart()
  expect(await (await ask('home')).json()).toEqual([{ id: 1, text: 'milk', done: true }])
  expect((await ask('home/1', { method: 'DELETE' })).status).toBe(204)
  expect((await home.state())?.todos).toEqual([])
})

test.each(['', 5, undefined])('the text %j is refused', async (text) => {
  expect((await client('2')('home', post(text))).status).toBe(400)
})

test('a missing item is a 404', async () => {
  expect((await client('3')('nowhere/9', { method: 'DELETE' })).status).toBe(404)
})

test('the 21st request of a client within a minute is refused', async () => {
  const time = testTime('2026-03-08T06:00:00Z')
  const ask = client('4')
  for (let request = 1; request <= 20; request++) expect((await ask('x')).status).toBe(200)
  await time.advance('45s')
  const refused = await ask('x')
  expect(refused.status).toBe(429)
  expect(refused.headers.get('Retry-After')).toBe('15')
  expect((await client('5')('x')).status).toBe(200)
  await time.advance('15s')
  expect((await ask('x')).status).toBe(200)
})

test('the start lists the endpoints, as JSON or as a page', async () => {
  expect(await (await fetchApp('/')).json()).toHaveProperty('GET /api/lists/{list}')
  const page = await fetchApp('/', { headers: { Accept: 'text/html' } })
  expect(await page.text()).toContain('<code>GET /api/lists/{list}</code>')
})
