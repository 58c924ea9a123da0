import { connect, type LiveObject } from '@cloudwerk/client'
import { durableObjects } from '@cloudwerk/core/bindings'
import { AppWebSocket, fetchApp } from '@cloudwerk/core/testing'
import { testObject } from '@cloudwerk/durable-object/testing'
import { expect, onTestFinished, test, vi } from 'vitest'

test('a message reaches everyone in the room and is stored', async () => {
  const [ann, bob] = [enter('lobby'), enter('lobby')]
  await ann.calls.say('Ann', 'hello')
  await vi.waitUntil(() => textsOn(bob).length === 1)
  expect(textsOn(bob)).toEqual(['hello'])
  // Who is there is told a little later than what was said.
  await vi.waitUntil(() => ann.otherCount === 1)

  await testObject(durableObjects.ChatRoom.getByName('lobby')).restart()
  const response = await fetchApp('/api/rooms/lobby/messages')
  expect(await response.json()).toMatchObject({ messages: [{ user: 'Ann', text: 'hello' }] })
  await bob.calls.say('Bob', 'still there?')
  await ann.calls.say('Ann', 'yes')
  expect(textsOn(ann)).toEqual(['hello', 'still there?', 'yes'])
})

test('a message stays in its room', async () => {
  const [ann, bob] = [enter('kitchen'), enter('garden')]
  await ann.calls.say('Ann', 'dinner!')
  await bob.calls.say('Bob', 'roses')
  expect(textsOn(bob)).toEqual(['roses'])
})

test('what is no message is refused', async () => {
  const ann = enter('strict')
  const refused = { code: 'INVALID_ARGUMENTS' }
  await expect(ann.calls.say('Ann', '  ')).rejects.toMatchObject(refused)
  await expect(ann.calls.say('Ann', 'a'.repeat(1001))).rejects.toMatchObject(refused)
  expect(textsOn(ann)).toEqual([])
})

test('pages of other sites cannot connect', async () => {
  const eve = enter('lobby', { Origin: 'https://elsewhere.example' })
  await vi.waitUntil(() => eve.status === 'closed')
  expect(eve.error).toMatchObject({ code: 'NOT_ALLOWED' })
})

/** Enters a room as a page does. */
function enter(room: string, headers: HeadersInit = {}): LiveObject<'ChatRoom'> {
  const page = connect<'ChatRoom'>(`ws://app/rooms/${room}/live`, {
    WebSocket: AppWebSocket.with(headers),
  })
  onTestFinished(() => page.close())
  return page
}

const textsOn = (page: LiveObject<'ChatRoom'>): string[] =>
  page.getSnapshot()?.messages.map(({ text }) => text) ?? []
