import { expect, test, vi } from 'vitest'
import { messageOf, objectOf } from './calls.ts'
import { sleep } from './objects/sleep.ts'
import { connect } from './socket-client.ts'

const range = (count: number) => Array.from({ length: count }, (_, index) => index)

async function open(name: string, ...tags: string[]) {
  const stub = objectOf('Sockets', name)
  const clients = await Promise.all(tags.map((tag) => connect(stub, tag)))
  return { stub, clients }
}

test('broadcasts arrive in order: strings and buffers as they are, objects as JSON', async () => {
  const { stub, clients } = await open('kinds', 'a', 'b')
  await stub.say('text', { n: 1 }, [1], null, new Uint8Array([1, 2]), new Uint8Array([3]).buffer)
  await sleep(20)
  const bytes = (...values: number[]) => new Uint8Array(values).buffer
  for (const { messages } of clients) {
    expect(messages).toEqual(['text', '{"n":1}', '[1]', 'null', bytes(1, 2), bytes(3)])
  }
  expect(await messageOf(stub.sayNothing())).toMatch(/broadcast\(\) was given undefined/)
})

test('a handler that fails sends none of its broadcasts', async () => {
  const { stub, clients } = await open('fails', 'a')
  expect(await messageOf(stub.sayAndFail())).toBe('undone')
  await stub.say('next')
  await sleep(20)
  expect(clients[0].messages).toEqual(['next'])
})

test('an undone savepoint or transaction takes its broadcasts with it', async () => {
  const { stub, clients } = await open('savepoints', 'a')
  await stub.sayInFailedSavepoint()
  await sleep(20)
  expect(clients[0].messages).toEqual(['before', 'after'])
})

test('a broadcast is serialised and addressed at the call, and sent at the end', async () => {
  const { stub, clients } = await open('moment', 'a')
  const saying = stub.sayThenChange()
  await sleep(5)
  expect(clients[0].messages).toEqual([])
  await saying
  await sleep(20)
  expect(clients[0].messages).toEqual([
    JSON.stringify({ count: 1, state: { log: [], count: 1 } }),
    new Uint8Array([1, 2]).buffer,
  ])
})

test('what was broadcast before outside is sent when it commits', async () => {
  const { stub, clients } = await open('outside', 'a')
  const saying = stub.sayOutside()
  await sleep(10)
  expect(clients[0].messages).toEqual(['before outside'])
  await saying
  await sleep(10)
  expect(clients[0].messages).toEqual(['before outside', 'after outside'])
})

test('except leaves out one socket or several', async () => {
  const { stub, clients } = await open('except', 'x', 'x', 'y')
  await stub.sayExcept('x')
  clients[2].socket.send('but me')
  await sleep(20)
  expect(clients.map(({ messages }) => messages)).toEqual([
    ['from another'],
    ['from another'],
    ['to the others'],
  ])
})

test('a socket that closes does not keep the others from their message', async () => {
  const { stub, clients } = await open('closing', 'goes', 'stays')
  await stub.sayBesideAClosedOne('goes')
  await sleep(20)
  expect(clients[1].messages).toEqual(['to who is left'])
})

test('broadcastState sends the whole state', async () => {
  const { stub, clients } = await open('state', 'a')
  await stub.broadcastWholeState()
  await sleep(20)
  expect(clients[0].messages).toEqual(['{"type":"state","state":{"log":[],"count":1}}'])
})

test('messages of a socket are handled in order, each to its end', async () => {
  const { stub, clients } = await open('order', 'a')
  const sent = range(30).map((n) => (n % 10 === 0 ? 'slow' : String(n)))
  for (const message of sent) clients[0].socket.send(message)
  await sleep(80)
  expect(await stub.log()).toEqual(sent)
})

test('a socket handler that throws is undone and the socket stays open', async () => {
  const { stub, clients } = await open('throws', 'a')
  clients[0].socket.send('fail')
  clients[0].socket.send('next')
  await sleep(30)
  expect(await stub.count()).toBe(0)
  expect(await stub.log()).toEqual(['next'])
  expect(clients[0].messages).toEqual([])
})

test('a close is answered at once, while another handler holds the object', async () => {
  const { stub, clients } = await open('close', 'a')
  const holding = stub.hold(200)
  await sleep(10)
  clients[0].socket.close(3001, 'done')
  const first = await Promise.race([clients[0].closed, holding.then(() => 'the handler ended')])
  expect(first).toEqual({ code: 3001, reason: 'done' })
  await holding
  await sleep(20)
  expect(await stub.log()).toEqual(['closed 3001 done true'])
})

test('a close without a code is answered too', async () => {
  const { stub, clients } = await open('close without a code', 'a')
  clients[0].socket.close()
  await clients[0].closed
  await sleep(10)
  expect(await stub.log()).toEqual([expect.stringMatching(/^closed 1005/)])
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

test('a code that cannot be sent is an error while the socket is open', async () => {
  const { stub, clients } = await open('closes wrongly', 'a')
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  clients[0].socket.send('close wrongly')
  await expect.poll(() => error.mock.calls.flat().join()).toMatch(/Invalid WebSocket close code/)
  error.mockRestore()
  expect(await stub.log()).toEqual([])
})

test('a socket whose messages pile up is closed with 1008', async () => {
  const { stub, clients } = await open('backlog', 'a', 'b')
  const holding = stub.hold(400)
  await sleep(10)
  for (const n of range(1_100)) clients[0].socket.send(String(n))
  clients[1].socket.send('from b')
  expect(await clients[0].closed).toEqual({
    code: 1008,
    reason: 'More than 1024 messages wait for their turn',
  })
  await holding
  await sleep(50)
  const log: string[] = await stub.log()
  const ofA = log.filter((entry) => /^\d+$/.test(entry))
  expect(ofA).toEqual(range(1_024).map(String))
  expect(log).toContain('from b')
})

test("a helper or method called handleWebSocket or broadcastState is the definition's own", async () => {
  const stub = objectOf('OwnWays', 'own')
  expect(await (await stub.fetch('http://o/x')).text()).toBe('own GET')
  expect(await stub.broadcastState()).toBe('own 1')
  expect(await stub.broadcastsItself()).toBe('own 1')
})
