import { evictDurableObject } from 'cloudflare:test'
import { durableObjects } from '@cloudwerk/core/bindings'
import type { ObjectInspection } from '@cloudwerk/durable-object/runtime'
import { expect, test } from 'vitest'
import { messageOf } from '../calls.ts'

const inspect = (name: string): Promise<ObjectInspection> =>
  durableObjects.Inspected.getByName(name).__cloudwerk_inspect()

test('tools see the stored state and which handlers changed it', async () => {
  const stub = durableObjects.Inspected.getByName('seen')
  await stub.increment(5)
  await stub.read()
  const { state, commits, name, id } = await inspect('seen')
  expect({ state, name, id }).toEqual({
    state: { value: 5, initialised: 1 },
    name: 'seen',
    id: stub.id.toString(),
  })
  expect(commits).toEqual([
    { handler: 'increment', at: expect.any(Number), rows: 1, bytes: expect.any(Number) },
  ])
})

test('inspecting an object that never ran does not create it', async () => {
  expect(await inspect('unseen')).toMatchObject({ state: undefined, commits: [] })
  expect(await inspect('unseen')).toMatchObject({ state: undefined })
})

test('the state can be read while the object sleeps', async () => {
  const stub = durableObjects.Inspected.getByName('asleep')
  await stub.increment(2)
  await evictDurableObject(stub)
  expect(await inspect('asleep')).toMatchObject({ state: { value: 2 }, commits: [] })
})

test('a class without the inspect option cannot be inspected', async () => {
  const stub = durableObjects.Basics.getByName('closed')
  expect(await messageOf(stub.__cloudwerk_inspect())).toMatch(/does not implement/)
})
