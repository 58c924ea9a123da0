import { expect, test } from 'vitest'
import { runExample } from './run-example.ts'

const app = runExample('preferences')
const ann = '/api/preferences/ann'

test('preferences can be set, read and deleted, one at a time or together', async () => {
  const body = { theme: 'dark', font: { size: 14 } }
  expect((await app.call('PATCH', ann, { body })).body).toEqual(body)
  expect((await app.call('PUT', `${ann}/muted`, { body: ['bob', null] })).status).toBe(204)
  expect((await app.call('GET', `${ann}/font`)).body).toEqual({ size: 14 })
  expect((await app.call('GET', `${ann}/no`)).status).toBe(404)

  await app.killAndStart()
  expect((await app.call('GET', ann)).body).toEqual({ ...body, muted: ['bob', null] })
  expect((await app.call('DELETE', `${ann}/theme`)).status).toBe(204)
  expect((await app.call('DELETE', `${ann}/theme`)).status).toBe(404)
  expect((await app.call('DELETE', ann)).body).toEqual({ deleted: 2 })
  expect((await app.call('GET', ann)).body).toEqual({})
})

test('each user has separate preferences', async () => {
  await app.call('PUT', '/api/preferences/bob/theme', { body: 'light' })
  expect((await app.call('GET', '/api/preferences/cyd')).body).toEqual({})
})

test('falsy values are stored like any other', async () => {
  for (const value of [0, false, '', null]) {
    await app.call('PUT', '/api/preferences/dan/it', { body: value })
    const { status, body } = await app.call('GET', '/api/preferences/dan/it')
    expect({ status, body }).toEqual({ status: 200, body: value })
  }
})
