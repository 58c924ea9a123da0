import { expect, test } from 'vitest'
import { runExample } from './run-example.ts'

const app = runExample('analytics')
const site = '/api/analytics/example.com'
const track = (body: object) => app.call('POST', site, { body })

test('events are stored, counted by name and hour, and deleted', async () => {
  await track({ name: 'view', properties: { page: '/' } })
  await track({ name: 'view', properties: { page: '/about' } })
  expect((await track({ name: "it's; DROP TABLE events" })).status).toBe(204)

  await app.killAndStart()
  const { body } = await app.call('GET', site)
  expect(body.total).toBe(3)
  expect(body.counts).toEqual([
    { name: "it's; DROP TABLE events", count: 1 },
    { name: 'view', count: 2 },
  ])
  expect(body.recent.map(({ properties }: { properties: object }) => properties)).toEqual([
    {},
    { page: '/about' },
    { page: '/' },
  ])
  expect(body.hours[0].hour).toMatch(/^\d{4}-\d\d-\d\dT\d\d:00Z$/)
  expect((await app.call('GET', `${site}?since=${Date.now() + 1000}`)).body.counts).toEqual([])

  const before = Date.now() + 1
  expect((await app.call('DELETE', `${site}?before=${before}`)).body).toEqual({ forgotten: 3 })
  expect((await app.call('GET', site)).body).toMatchObject({ total: 3, recent: [] })
})
