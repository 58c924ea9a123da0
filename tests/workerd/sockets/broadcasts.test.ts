import { expect, test } from 'vitest'
import { messageOf, objectOf } from '../calls.ts'
import { enter } from './socket-client.ts'

async function open(name: string) {
  const stub = objectOf('Auction', name)
  const clients = [
    await enter(stub, 'ann', 'a', 'all'),
    await enter(stub, 'bob', 'b', 'all'),
    await enter(stub, 'eve'),
  ]
  const heard = async (...expected: string[][]) => {
    await stub.say('end', {})
    await expect.poll(() => clients.every(({ messages }) => messages.at(-1) === 'end')).toBe(true)
    const said = clients.map(({ messages }) =>
      messages.filter((message) => !String(message).startsWith('{')).slice(0, -1),
    )
    expect(said).toEqual(expected)
  }
  return { stub, clients, heard }
}

test('tags: a broadcast reaches each socket once that has any of the tags', async () => {
  const { stub, heard } = await open('tags')
  await stub.say('to a', { tags: 'a' })
  await stub.say('to a or all', { tags: ['a', 'all'] })
  await stub.say('to none', { tags: [] })
  await stub.say('to nobody', { tags: ['x'] })
  await heard(['to a', 'to a or all'], ['to a or all'], [])
})

test('except and tags together leave out one of those with the tag', async () => {
  const { stub, heard } = await open('both')
  await stub.say('not ann', { exceptTag: 'a' })
  await stub.say('all but ann', { tags: 'all', exceptTag: 'a' })
  await heard([], ['not ann', 'all but ann'], ['not ann'])
})

test('broadcastState takes the same', async () => {
  const { stub, clients } = await open('state')
  const before = clients.map(({ messages }) => messages.length)
  await stub.sayState('b')
  await expect.poll(() => clients[1]?.messages.at(-1)).toMatch(/^\{"type":"state"/)
  await stub.say('end', {})
  await expect.poll(() => clients[0]?.messages.at(-1)).toBe('end')
  expect(clients[0]?.messages).toHaveLength((before[0] ?? 0) + 1)
})

test.each([
  [{ tag: 'a' }, /'tag'.*except, tags/],
  [{ tags: 5 }, /tags.*strings/],
  [{ tags: [5] }, /tags.*strings/],
  [{ except: 'ann' }, /socket or an array of sockets/],
  ['a', /a string.*except, tags/],
])('%j is refused with the reason', async (to, reason) => {
  const { stub } = await open('wrong')
  expect(await messageOf(stub.sayWrong(to))).toMatch(reason)
})
