import { expect, test } from 'vitest'
import { waitUntil } from '../end-to-end/app.ts'
import { runExample } from './run-example.ts'

const app = runExample('rate-limiter')
const ask = (key: string) => app.call('GET', '/api/forecast', { headers: { 'X-Api-Key': key } })

test('the fourth request in a window is refused, and requests in the next window are accepted', async () => {
  const answers = [await ask('ann'), await ask('ann'), await ask('ann')]
  expect(answers.map(({ headers }) => headers.get('RateLimit-Remaining'))).toEqual(['2', '1', '0'])
  expect(answers[0]?.body).toEqual({ forecast: 'sunny' })

  const refused = await ask('ann')
  expect(refused.status).toBe(429)
  expect(refused.body.error).toMatch(/^Too many requests/)
  expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0)
  expect((await ask('bob')).status).toBe(200)
  await waitUntil(async () => (await ask('ann')).status === 200)
})

test('exactly three of many concurrent requests are accepted', async () => {
  const statuses = await Promise.all(Array.from({ length: 12 }, () => ask('busy')))
  expect(statuses.filter(({ status }) => status === 200)).toHaveLength(3)
})
