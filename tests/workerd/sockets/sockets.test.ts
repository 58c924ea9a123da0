import { expect, test, vi } from 'vitest'
import { messageOf, objectOf } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import { gateOf } from '../objects/gate.ts'
import { connect } from './socket-client.ts'

const range = (count: number) => Array.from({ length: count }, (_, index) => index)

async function open(name: string, ...tags: string[]) {
  const stub = objectOf('Sockets', name)
  const clients = await Promise.all(tags.map((tag) => connect(stub, tag)))
  return { stub, clients }
}

test('broadcasts arrive in order, with strings and buffers unchanged and objects as JSON', async () => {
  const { stub, clients } = await open('kinds', 'a', 'b')
  await stub.say('text', { n: 1 }, [1], null, new Uint8Array([1, 2]), new Uint8Array([3]).buffer)
  const bytes = (...values: number[]) => new Uint8Array(values).buffer
  const expected = ['text', '{"n":1}', '[1]', 'null', bytes(1, 2), bytes(3)]
  for (const { messages } of clients) await expect.poll(() => messages).toEqual(expected)
  await expectError(stub.sayNothing(), { mentions: ['this.broadcast()', 'undefined'] })
})

test('a handler that fails sends none of its broadcasts', async () => {
  const { stub, clients } = await open('fails', 'a')
  expect(await messageOf(stub.sayAndFail())).toBe('undone')
  await stub.say('next')
  await expect.poll(() => clients[0].messages).toEqual(['next'])
})

test('an undone savepoint or transaction sends none of its broadcasts', async () => {
  const { stub, clients } = await open('savepoints', 'a')
  await stub.sayInFailedSavepoint()
  await expect.poll(() => clients[0].messages).toEqual(['before', 'after'])
})

test('a broadcast is serialised and addressed at the call, and sent at the end of the handler', async () => {
  const { stub, clients } = await open('moment', 'a')
  const saying = stub.sayThenChange()
  await gateOf(stub.id).reached()
  // The platform answers at once, after whatever was sent before.
  clients[0].socket.send('ping')
  await expect.poll(() => clients[0].messages).toEqual(['pong'])
  gateOf(stub.id).open()
  await saying
  await expect
    .poll(() => clients[0].messages)
    .toEqual([
      'pong',
      JSON.stringify({ count: 1, state: { log: [], count: 1 } }),
      new Uint8Array([1, 2]).buffer,
    ])
})

test('a broadcast before outside() is sent when outside() commits', async () => {
  const { stub, clients } = await open('outside', 'a')
  const saying = stub.sayOutside()
  await expect.poll(() => clients[0].messages).toEqual(['before outside'])
  gateOf(stub.id).open()
  await saying
  await expect.poll(() => clients[0].messages).toEqual(['before outside', 'after outside'])
})

test('except leaves out one socket or several', async () => {
  const { stub, clients } = await open('except', 'x', 'x', 'y')
  await stub.sayExcept('x')
  clients[2].socket.send('but me')
  await expect.poll(() => stub.log()).toEqual(['but me'])
  await stub.say('to all')
  await expect
    .poll(() => clients.map(({ messages }) => messages))
    .toEqual([
      ['from another', 'to all'],
      ['from another', 'to all'],
      ['to the others', 'to all'],
    ])
})

test('a closing socket does not keep a broadcast from the others', async () => {
  const { stub, clients } = await open('closing', 'goes', 'stays')
  await stub.sayBesideAClosedOne('goes')
  await expect.poll(() => clients[1].messages).toEqual(['to who is left'])
})

test('broadcastState sends the whole state', async () => {
  const { stub, clients } = await open('state', 'a')
  await stub.broadcastWholeState()
  const message = '{"type":"state","state":{"log":[],"count":1}}'
  await expect.poll(() => clients[0].messages).toEqual([message])
})

test('messages of a socket are handled in order, each to its end', async () => {
  const { stub, clients } = await open('order', 'a')
  const sent = range(30).map((n) => (n % 10 === 0 ? 'slow' : String(n)))
  for (const message of sent) clients[0].socket.send(message)
  await expect.poll(() => stub.log()).toEqual(sent)
})

test('a socket handler that throws is undone and the socket stays open', async () => {
  const { stub, clients } = await open('throws', 'a')
  clients[0].socket.send('fail')
  clients[0].socket.send('next')
  await expect.poll(() => stub.log()).toEqual(['next'])
  expect(await stub.count()).toBe(0)
  await stub.say('still open')
  await expect.poll(() => clients[0].messages).toEqual(['still open'])
})

test('a close is answered at once, while another handler holds the object', async () => {
  const { stub, clients } = await open('close', 'a')
  const holding = stub.hold()
  await gateOf(stub.id).reached()
  clients[0].socket.close(3001, 'done')
  expect(await clients[0].closed).toEqual({ code: 3001, reason: 'done' })
  gateOf(stub.id).open()
  await holding
  await expect.poll(() => stub.log()).toEqual(['closed 3001 done true'])
})

test('a close without a code is answered too', async () => {
  const { stub, clients } = await open('close without a code', 'a')
  clients[0].socket.close()
  await clients[0].closed
  await expect.poll(() => stub.log()).toEqual([expect.stringMatching(/^closed 1005/)])
})

test('closing and sending do nothing on a socket that is closed', async () => {
  const { stub, clients } = await open('closes what is closed', 'a', 'b')
  clients[0].socket.close()
  await clients[0].closed
  await expect.poll(() => stub.log()).toEqual([expect.stringMatching(/^closed 1005/)])
  clients[1].socket.send('close')
  expect(await clients[1].closed).toEqual({ code: 1000, reason: 'bye' })
  await expect.poll(() => stub.log()).toContain('close')
  expect(clients[1].messages).toEqual([])
})

test('closing an open socket with an invalid code is an error', async () => {
  const { stub, clients } = await open('closes wrongly', 'a')
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  clients[0].socket.send('close wrongly')
  await expect.poll(() => error.mock.calls.flat().join()).toMatch(/Invalid WebSocket close code/)
  error.mockRestore()
  expect(await stub.log()).toEqual([])
})

test('a socket whose messages pile up is closed with 1008', async () => {
  const { stub, clients } = await open('backlog', 'a', 'b')
  const holding = stub.hold()
  await gateOf(stub.id).reached()
  for (const n of range(1_100)) clients[0].socket.send(String(n))
  clients[1].socket.send('from b')
  expect(await clients[0].closed).toEqual({
    code: 1008,
    reason: expect.stringMatching(/1024 messages/),
  })
  gateOf(stub.id).open()
  await holding
  await expect.poll(() => stub.log()).toEqual(expect.arrayContaining(['1023', 'from b']))
  const log: string[] = await stub.log()
  const ofA = log.filter((entry) => /^\d+$/.test(entry))
  expect(ofA).toEqual(range(1_024).map(String))
})

test("a helper or method called handleWebSocket or broadcastState is the definition's own", async () => {
  const stub = objectOf('OwnWays', 'own')
  expect(await (await stub.fetch('http://o/x')).text()).toBe('own GET')
  expect(await stub.broadcastState()).toBe('own 1')
  expect(await stub.broadcastsItself()).toBe('own 1')
})
