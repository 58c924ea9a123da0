import { evictDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { objectOf } from './calls.ts'
import { sleep } from './objects/sleep.ts'
import { type Client, connect } from './socket-client.ts'

const room = (name: string) => objectOf('Hibernating', name)
const lastOf = ({ messages }: Client) => JSON.parse(String(messages.at(-1)))

test('sockets outlive their object, with tags, attachments and the state', async () => {
  const stub = room('evicted')
  const [first, second] = [await connect(stub, 'first'), await connect(stub, 'second')]
  first.socket.send('one')
  await sleep(20)
  expect(lastOf(second)).toEqual({
    wakes: 1,
    heard: ['one'],
    tags: ['first', 'all'],
    before: null,
  })

  await evictDurableObject(stub, { webSockets: 'hibernate' })
  first.socket.send('two')
  await sleep(50)
  const user = { name: 'ann', seen: new Date(0) }
  const before = { before: null, message: 'one', user: { ...user, seen: user.seen.toJSON() } }
  const expected = { wakes: 2, heard: ['one', 'two'], tags: ['first', 'all'], before }
  expect(lastOf(second)).toEqual(expected)
  expect(await stub.tagged('first')).toEqual(['first'])
  expect((await stub.tagged()).toSorted()).toEqual(['first', 'second'])
  expect((await stub.tagged('all')).toSorted()).toEqual(['first', 'second'])
  expect(await stub.tagged('nobody')).toEqual([])
})

test('an attachment may hold parts of the state and keeps their types', async () => {
  const stub = room('attachments')
  const { socket } = await connect(stub, 'a')
  expect(await stub.attachments('a')).toEqual([null])
  socket.send('hello')
  await sleep(20)
  const user = { name: 'ann', seen: new Date(0) }
  expect(await stub.attachments('a')).toEqual([{ before: null, message: 'hello', user }])
})

test('the platform answers pings by itself and says when', async () => {
  const stub = room('pings')
  const { socket, messages } = await connect(stub, 'a')
  expect(await stub.autoResponse()).toEqual(['ping', 'pong'])
  expect(await stub.pinged('a')).toBe(null)
  await evictDurableObject(stub, { webSockets: 'hibernate' })
  socket.send('ping')
  await sleep(30)
  expect(messages).toEqual(['pong'])
  expect(await stub.pinged('a')).toEqual(expect.any(Date))
})

test('text and binary arrive as such, in order', async () => {
  const stub = room('kinds')
  const { socket } = await connect(stub, 'a')
  socket.send('text')
  socket.send(new Uint8Array([1, 2, 3]))
  socket.send('')
  await sleep(30)
  const [attachment] = await stub.attachments('a')
  expect(attachment).toMatchObject({
    message: '',
    before: { message: new Uint8Array([1, 2, 3]).buffer, before: { message: 'text' } },
  })
})
