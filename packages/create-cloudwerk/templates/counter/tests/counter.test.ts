import { durableObjects } from '@cloudwerk/core/bindings'
import { fetchApp } from '@cloudwerk/core/testing'
import { testObject } from '@cloudwerk/durable-object/testing'
import { expect, test } from 'vitest'
import counter from '../app/objects/counter.ts'

const counterOf = (name: string) => testObject(durableObjects.Counter.getByName(name), counter)

test('a counter keeps its value across a restart', async () => {
  const alice = counterOf('alice')
  expect(await alice.methods.increment(2)).toBe(2)
  await alice.restart()
  expect(await alice.methods.getValue()).toBe(2)
  expect(await alice.state()).toEqual({ value: 2 })
})

test('an increment that cannot be stored is undone', async () => {
  const bob = counterOf('bob')
  await bob.methods.increment()
  await bob.failNextWrite()
  await expect(bob.methods.increment()).rejects.toThrow('the disk is full')
  expect(await bob.methods.getValue()).toBe(1)
})

test('the route adds five', async () => {
  const response = await fetchApp('/api/counter/carol', { method: 'POST' })
  expect(await response.json()).toEqual({ value: 5 })
})

test('the page is served', async () => {
  const response = await fetchApp('/')
  expect(await response.text()).toContain('<title>Counter</title>')
})
