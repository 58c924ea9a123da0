import { expect, test } from 'vitest'
import { runExample } from './run-example.ts'

const app = runExample('bank-transfer')
const deposit = (bank: string, owner: string, amount: number) =>
  app.call('POST', `/api/bank/${bank}/accounts/${owner}`, { body: { amount } })
const transfer = (bank: string, from: string, to: string, amount: number) =>
  app.call('POST', `/api/bank/${bank}/transfers`, { body: { from, to, amount } })
const balance = async (bank: string, owner: string) =>
  (await app.call('GET', `/api/bank/${bank}/accounts/${owner}`)).body.balance

test('a transfer that fails leaves both accounts and the count as they were', async () => {
  await deposit('north', 'ann', 1_000)
  expect((await transfer('north', 'ann', 'bob', 250)).status).toBe(200)
  expect(await transfer('north', 'ann', 'bob', 5_000)).toMatchObject({
    status: 409,
    body: { error: 'Insufficient funds' },
  })
  await app.killAndStart()
  expect(await balance('north', 'ann')).toBe(750)
  expect(await balance('north', 'bob')).toBe(250)
  expect((await app.call('GET', '/api/bank/north')).body).toEqual({
    accounts: 2,
    total: 1_000,
    transfers: 1,
  })
})

test('concurrent transfers never overdraw an account', async () => {
  await deposit('south', 'ann', 100)
  const tries = Array.from({ length: 20 }, () => transfer('south', 'ann', 'bob', 10))
  const statuses = (await Promise.all(tries)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(10)
  expect(await balance('south', 'ann')).toBe(0)
  expect((await app.call('GET', '/api/bank/south')).body).toMatchObject({
    total: 100,
    transfers: 10,
  })
})

test.each([0, -5, 1.5])('an amount of %s is refused', async (amount) => {
  expect((await transfer('east', 'ann', 'bob', amount)).status).toBe(422)
  expect((await deposit('east', 'ann', amount)).status).toBe(422)
})
