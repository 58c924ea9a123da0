import { expect, test } from 'vitest'
import { runExample } from './run-example.ts'

const app = runExample('idempotency')
const charge = (account: string, key: string | undefined, amount: number) =>
  app.call('POST', `/api/accounts/${account}/charges`, {
    body: { amount },
    headers: key === undefined ? {} : { 'Idempotency-Key': key },
  })
const chargesOf = async (account: string) =>
  (await app.call('GET', `/api/accounts/${account}/charges`)).body

test('a repeated request gets the same response and charges nothing, even after kill -9', async () => {
  const first = await charge('ann', 'order-1', 1_200)
  expect(first).toMatchObject({ status: 201, body: { charge: 1, amount: 1_200 } })
  expect(first.headers.get('Idempotency-Replayed')).toBeNull()
  await app.killAndStart()
  const second = await charge('ann', 'order-1', 1_200)
  expect(second).toMatchObject({ status: 201, body: first.body })
  expect(second.headers.get('Idempotency-Replayed')).toBe('true')
  expect(await chargesOf('ann')).toHaveLength(1)
  expect((await charge('ann', 'order-2', 1_200)).body).toMatchObject({ charge: 2 })
})

test('only one of many concurrent requests makes the charge', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => charge('bob', 'k', 5)))
  const statuses = new Set(answers.map(({ status }) => status))
  expect(statuses.has(201)).toBe(true)
  for (const status of statuses) expect([201, 409]).toContain(status)
  expect(await chargesOf('bob')).toHaveLength(1)
})

test('the response of a failed request is not stored', async () => {
  expect((await charge('cyd', 'k', -1)).status).toBe(500)
  expect((await charge('cyd', 'other', 3)).status).toBe(201)
  expect(await chargesOf('cyd')).toHaveLength(1)
})

test('a missing key is refused, and so is a key of a different request', async () => {
  expect((await charge('dan', undefined, 1)).status).toBe(400)
  await charge('dan', 'k', 1)
  expect((await charge('dan', 'k', 2)).status).toBe(422)
  expect((await charge('eve', 'k', 2)).status).toBe(201)
})
