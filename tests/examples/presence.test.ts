import { expect, test } from 'vitest'
import type { Player } from '../../examples/presence/app/protocol.ts'
import { waitUntil } from '../end-to-end/app.ts'
import { openSocket, type TestSocket } from '../end-to-end/open-socket.ts'
import { runExample } from './run-example.ts'

const app = runExample('presence')

interface Welcome {
  you: string
  players: Player[]
  coin: { x: number; y: number }
}

async function join(room: string, name: string): Promise<{ socket: TestSocket; welcome: Welcome }> {
  const socket = await openSocket(`${app.url}/api/rooms/${room}?name=${name}&x=0&y=0`)
  return { socket, welcome: (await socket.next()) as Welcome }
}

const namesIn = async (room: string) =>
  (await app.call('GET', `/api/rooms/${room}`)).body.players
    .map(({ name }: { name: string }) => name)
    .sort()

test('players see each other arrive, move and leave', async () => {
  const ann = await join('hall', 'ann')
  const bob = await join('hall', 'bob')
  const places = bob.welcome.players.map(({ name, x, y }) => `${name} ${x} ${y}`)
  expect(places.sort()).toEqual(['ann 0 0', 'bob 0 0'])
  expect(await ann.socket.next()).toMatchObject({ type: 'joined', player: { name: 'bob' } })

  bob.socket.send({ type: 'move', x: 3, y: 400 })
  const moved = { type: 'moved', id: bob.welcome.you, x: 3, y: 19 }
  expect(await ann.socket.next()).toEqual(moved)
  expect(await namesIn('hall')).toEqual(['ann', 'bob'])

  await bob.socket.close()
  expect(await ann.socket.next()).toEqual({ type: 'left', id: bob.welcome.you })
  expect(await namesIn('hall')).toEqual(['ann'])
  await ann.socket.close()
  await waitUntil(async () => (await namesIn('hall')).length === 0)
})

test('an invalid message changes nothing and is answered, and a new name is sent to everyone', async () => {
  const ann = await join('strict', 'ann')
  for (const nonsense of [null, 'x', { type: 'fly' }, { type: 'move', x: 'far', y: 1 }]) {
    ann.socket.send(nonsense)
    expect(await ann.socket.next()).toMatchObject({ type: 'error' })
  }
  ann.socket.send({ type: 'move', x: 1.5, y: -3 })
  expect(await ann.socket.next()).toMatchObject({ type: 'moved', x: 1, y: 0 })
  ann.socket.send({ type: 'rename', name: '  __proto__ ' })
  expect(await ann.socket.next()).toMatchObject({ type: 'joined', player: { name: '__proto__' } })
  expect(await namesIn('strict')).toEqual(['__proto__'])
  await ann.socket.close()
})

test('only one of two players gets a coin, and scores survive kill -9', async () => {
  const ann = await join('mine', 'ann')
  const bob = await join('mine', 'bob')
  await ann.socket.next()
  const { coin } = bob.welcome
  for (const { socket } of [ann, bob]) socket.send({ type: 'move', ...coin })
  for (const { socket } of [ann, bob]) {
    await socket.next()
    await socket.next()
  }
  for (const { socket } of [ann, bob]) socket.send({ type: 'collect' })
  const first = (await ann.socket.next()) as { type: string; name: string; score: number }
  expect(first).toMatchObject({ type: 'collected', score: 1 })
  // The next message is not about the same coin again.
  ann.socket.send({ type: 'move', x: 0, y: 0 })
  expect(await ann.socket.next()).toMatchObject({ type: 'moved' })

  await app.killAndStart()
  const { body } = await app.call('GET', '/api/rooms/mine')
  expect(body).toEqual({ players: [], scores: { [first.name]: 1 } })
})
