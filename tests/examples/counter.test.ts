import { expect, test } from 'vitest'
import { runExample } from './run-example.ts'

const counter = runExample('counter')

test('the counter counts by five, separately for each name', async () => {
  expect((await counter.call('POST', '/api/counter/alice')).body).toEqual({ value: 5 })
  expect((await counter.call('POST', '/api/counter/alice')).body).toEqual({ value: 10 })
  expect((await counter.call('GET', '/api/counter/bob')).body).toEqual({ value: 0 })
})

test('a hundred concurrent calls are all counted, even after kill -9', async () => {
  const calls = Array.from({ length: 100 }, () => counter.call('POST', '/api/counter/busy'))
  const values = (await Promise.all(calls)).map(({ body }) => body.value)
  expect(new Set(values).size).toBe(100)
  await counter.killAndStart()
  expect((await counter.call('GET', '/api/counter/busy')).body).toEqual({ value: 500 })
})
