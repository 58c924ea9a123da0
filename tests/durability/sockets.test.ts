import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from './client.ts'
import { runWorkerd, useWorker } from './folders.ts'
import { openRawSocket } from './raw-socket.ts'

interface Room {
  events: string[]
  open: string[]
  starts: number
}

const createFolders = useWorker()

test('getWebSockets does not return sockets that were cut without a close frame', async () => {
  const { address, read } = await openRoom()
  const [reset, ended, stays] = [
    await openRawSocket(address('reset')),
    await openRawSocket(address('ended')),
    await openRawSocket(address('stays')),
  ]
  onTestFinished(() => void stays.destroy())
  expect((await read()).open.toSorted()).toEqual(['ended', 'reset', 'stays'])
  reset.resetAndDestroy()
  ended.destroy()
  await expect.poll(async () => (await read()).open).toEqual(['stays'])
  const { events } = await read()
  expect(events.toSorted()).toEqual(['close ended 1006 false', 'close reset 1006 false'])
})

test('an error in a handler is logged with the object, the handler and the stack', async () => {
  const { workerd, address, read } = await openRoom()
  const socket = await openSocket(address('a'))
  socket.send('fail')
  socket.send('next')
  await once(socket, 'message')
  expect(await read()).toMatchObject({ events: ['message next'], open: ['a'] })
  await expect
    .poll(workerd.output)
    .toMatch(
      /'webSocketMessage' of Room 'room' failed: Error: the handler fails\n +at .*webSocketMessage/,
    )
})

test('a message over 32 MiB closes its socket with an error that names the limit', async () => {
  const { address, read } = await openRoom()
  const [socket, other] = [await openSocket(address('big')), await openSocket(address('other'))]
  const largest = 32 * 1024 * 1024
  socket.send(new Uint8Array(largest + 1))
  await expect.poll(async () => (await read()).open).toEqual(['other'])
  const limit = `Message is too large: ${largest + 1} > ${largest}`
  expect((await read()).events).toEqual([expect.stringContaining(limit)])
  expect(other.readyState).toBe(WebSocket.OPEN)
})

test('a socket error is logged if the object has no webSocketError handler', async () => {
  const workerd = await runWorkerd(createFolders())
  const socket = await openSocket(`${workerd.url}/Gate/gate`)
  socket.send(new Uint8Array(32 * 1024 * 1024 + 1))
  await expect
    .poll(workerd.output)
    .toMatch(/A socket of Gate 'gate' failed: .*Message is too large/)
})

test('tags, attachments and the state survive hibernation', async () => {
  const { address, read, call } = await openRoom()
  const socket = await openSocket(address('sleeper'))
  const answer = async (message: string) => {
    socket.send(message)
    const [{ data }] = await once(socket, 'message')
    return data
  }
  const kept = { tags: ['sleeper'], attachment: { tag: 'sleeper', at: new Date(0).toJSON() } }
  expect(JSON.parse(await answer('one'))).toEqual({ starts: 1, ...kept })
  // An idle object hibernates after ten seconds.
  await wait(12_000)
  expect(await answer('ping')).toBe('pong')
  expect(JSON.parse(await answer('two'))).toEqual({ starts: 2, ...kept })
  expect(await call('pingedAt')).toEqual(expect.any(String))
  expect(await read()).toEqual({
    events: ['message one', 'message two'],
    open: ['sleeper'],
    starts: 2,
  })
})

async function openRoom() {
  const workerd = await runWorkerd(createFolders())
  const { call } = connect(workerd.url, 'Room', 'room')
  const address = (tag: string) => `${workerd.url}/Room/room?tag=${tag}`
  return { workerd, call, address, read: () => call<Room>('read') }
}

async function openSocket(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url)
  onTestFinished(() => socket.close())
  await once(socket, 'open')
  return socket
}
