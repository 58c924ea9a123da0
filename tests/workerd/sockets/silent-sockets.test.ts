import { expect, test } from 'vitest'
import { objectOf } from '../calls.ts'
import { unansweredBytes } from './objects/silent-sockets.ts'
import { type Client, connect } from './socket-client.ts'

const object = (name: string) => objectOf('SilentSockets', name)
const much = 'x'.repeat(unansweredBytes)

/** Until the clock of the object shows another millisecond: limits are compared with it. */
async function nextMillisecond(): Promise<void> {
  const before = Date.now()
  while (Date.now() <= before + 1) await scheduler.wait(1)
}

async function broadcastOften(stub: ReturnType<typeof object>): Promise<void> {
  for (let count = 0; count < 5; count += 1) {
    await stub.say(much)
    await nextMillisecond()
  }
}

async function speak({ socket, messages }: Client): Promise<void> {
  const heard = messages.filter((message) => message === 'heard').length
  socket.send('I am here')
  await expect
    .poll(() => messages.filter((message) => message === 'heard').length)
    .toBeGreaterThan(heard)
}

test('a socket that has spoken and then is silent while much is broadcast is closed with 1013', async () => {
  const stub = object('silent')
  const client = await connect(stub)
  await speak(client)
  await broadcastOften(stub)
  expect((await client.closed).code).toBe(1013)
  expect(client.messages.length).toBeLessThan(6)
})

test('a socket that pinged and then is silent is closed as well', async () => {
  const stub = object('pinged')
  const client = await connect(stub)
  client.socket.send('ping')
  await expect.poll(() => client.messages).toContain('pong')
  await nextMillisecond()
  await broadcastOften(stub)
  expect((await client.closed).code).toBe(1013)
})

test('a socket that has only listened from the start gets everything', async () => {
  const stub = object('listener')
  const client = await connect(stub)
  await broadcastOften(stub)
  expect(client.messages).toEqual(Array(5).fill(much))
  expect(client.socket.readyState).toBe(WebSocket.READY_STATE_OPEN)
})

test('a message or a ping after a broadcast shows that a socket lives', async () => {
  const stub = object('answering')
  const client = await connect(stub)
  await speak(client)
  for (let count = 0; count < 3; count += 1) {
    await stub.say(much)
    await nextMillisecond()
    await speak(client)
    await stub.say(much)
    await nextMillisecond()
    const pings = await stub.pings()
    client.socket.send('ping')
    await expect.poll(() => stub.pings()).toBeGreaterThan(pings)
  }
  await stub.say(much)
  await expect.poll(() => client.messages.filter((message) => message === much).length).toBe(7)
  expect(client.socket.readyState).toBe(WebSocket.READY_STATE_OPEN)
})
