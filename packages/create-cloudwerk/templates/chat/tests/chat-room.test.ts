import { durableObjects } from '@cloudwerk/core/bindings'
import { fetchApp } from '@cloudwerk/core/testing'
import { testObject } from '@cloudwerk/durable-object/testing'
import { expect, test } from 'vitest'

test('a message reaches everyone in the room and is stored', async () => {
  const ann = await join('lobby', 'ann')
  const bob = await join('lobby', 'bob')
  ann.send('hello')
  await expect.poll(() => bob.received).toContainEqual(message('ann', 'hello'))
  expect((await online('lobby')).sort()).toEqual(['ann', 'bob'])

  await testObject(durableObjects.ChatRoom.getByName('lobby')).restart()
  const cleo = await join('lobby', 'cleo')
  await expect
    .poll(() => cleo.received)
    .toEqual([{ type: 'history', messages: [expect.objectContaining({ text: 'hello' })] }])
})

test('a message stays in its room', async () => {
  const ann = await join('kitchen', 'ann')
  const bob = await join('garden', 'bob')
  ann.send('dinner!')
  await expect.poll(() => ann.received).toContainEqual(message('ann', 'dinner!'))
  expect(bob.received).not.toContainEqual(message('ann', 'dinner!'))
})

test('pages of other sites cannot connect', async () => {
  const headers = { Upgrade: 'websocket', Origin: 'https://elsewhere.example' }
  const response = await fetchApp('/rooms/lobby/socket?username=eve', { headers })
  expect(response.status).toBe(403)
})

const message = (user: string, text: string) =>
  expect.objectContaining({ type: 'message', user, text })

async function online(room: string): Promise<string[]> {
  const response = await fetchApp(`/api/rooms/${room}/messages`)
  return (await response.json<{ online: string[] }>()).online
}

async function join(room: string, username: string) {
  const headers = { Upgrade: 'websocket' }
  const response = await fetchApp(`/rooms/${room}/socket?username=${username}`, { headers })
  const socket = response.webSocket
  if (!socket) throw new Error(`No socket: ${response.status}`)
  const received: unknown[] = []
  socket.addEventListener('message', ({ data }) => {
    received.push(JSON.parse(String(data)))
  })
  socket.accept()
  const send = (text: string) => socket.send(JSON.stringify({ type: 'message', text }))
  return { received, send }
}
