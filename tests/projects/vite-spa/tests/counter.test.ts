import { env } from 'cloudflare:workers'
import { durableObjects } from '@cloudwerk/core/bindings'
import { expect, test } from 'vitest'

test('objects run with the bindings of the tests', async () => {
  expect(env).toMatchObject({ STEP: 3 })
  const counter = durableObjects.Counter.getByName('a test')
  expect([await counter.increment(2), await counter.getValue()]).toEqual([2, 2])
})
