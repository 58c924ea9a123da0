import { evictDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { objectOf } from '../calls.ts'
import { type Client, connect } from './socket-client.ts'

const room = (name: string) => objectOf('Hibernating', name)
const lastOf = ({ messages }: Client) => JSON.parse(String(messages.at(-1)))

test('sockets, tags, attachments and the state survive hibernation', async () => {
  const stub = room('evicted')
  const [first, second] = [await connect(stub, 'first'), await connect(stub, 'second')]
  first.socket.send('one')
  await expect.poll(() => second.messages).toHaveLength(1)
  expect(lastOf(second)).toEqual({
    wakes: 1,
    heard: ['one'],
    tags: ['first', 'all'],
    before: null,
  })

  await evictDurableObject(stub, { webSockets: 'hibernate' })
  first.socket.send('two')
  await expect.poll(() => second.messages).toHaveLength(2)
  const user = { name: 'ann', seen: new Date(0) }
  const before = { before: null, message: 'one', user: { ...user, seen: user.seen.toJSON() } }
  const expected = { wakes: 2, heard: ['one', 'two'], tags: ['first', 'all'], before }
  expect(lastOf(second)).toEqual(expected)
  expect(await stub.tagged('first')).toEqual(['first'])
  expect((await stub.tagged()).toSorted()).toEqual(['first', 'second'])
  expect((await stub.tagged('all')).toSorted()).toEqual(['first', 'second'])
  expect(await stub.tagged('nobody')).toEqual([])
})

test('an attachment can contain parts of the state, which keep their types', async () => {
  const stub = room('attachments')
  const { socket } = await connect(stub, 'a')
  expect(await stub.attachments('a')).toEqual([null])
  socket.send('hello')
  const user = { name: 'ann', seen: new Date(0) }
  const attachment = { before: null, message: 'hello', user }
  await expect.poll(() => stub.attachments('a')).toEqual([attachment])
})

test('the platform answers pings while the object sleeps, and reports when', async () => {
  const stub = room('pings')
  const { socket, messages } = await connect(stub, 'a')
  expect(await stub.autoResponse()).toEqual(['ping', 'pong'])
  expect(await stub.pinged('a')).toBe(null)
  await evictDurableObject(stub, { webSockets: 'hibernate' })
  socket.send('ping')
  await expect.poll(() => messages).toEqual(['pong'])
  expect(await stub.pinged('a')).toEqual(expect.any(Date))
})

test('text and binary messages arrive in order, with their types', async () => {
  const stub = room('kinds')
  const { socket } = await connect(stub, 'a')
  socket.send('text')
  socket.send(new Uint8Array([1, 2, 3]))
  socket.send('')
  const first = { message: 'text', before: null }
  const second = { message: new Uint8Array([1, 2, 3]).buffer, before: first }
  await expect.poll(() => stub.attachments('a')).toMatchObject([{ message: '', before: second }])
})
