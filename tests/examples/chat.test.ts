import { expect, test } from 'vitest'
import { openSocket, type TestSocket } from '../end-to-end/open-socket.ts'
import { runExample } from './run-example.ts'

const app = runExample('chat')

const join = (room: string, name: string, since = 0): Promise<TestSocket> =>
  openSocket(`${app.url}/room/${room}/socket?username=${name}&since=${since}`)
const messagesOf = async (room: string, before = '') =>
  (await app.call('GET', `/room/${room}/messages${before}`)).body

test('users see each other join, type, write and leave', async () => {
  const ann = await join('tea', 'ann')
  expect(await ann.next()).toEqual({
    type: 'history',
    user: 'ann',
    messages: [],
    hasEarlier: false,
    online: ['ann'],
  })
  expect(await ann.next()).toMatchObject({ type: 'join', user: 'ann' })
  const bob = await join('tea', 'bob')
  expect(await bob.next()).toMatchObject({ type: 'history', online: ['ann', 'bob'] })
  expect(await ann.next()).toMatchObject({ type: 'join', user: 'bob', online: ['ann', 'bob'] })

  bob.send({ type: 'typing', typing: true })
  expect(await ann.next()).toEqual({ type: 'typing', user: 'bob', typing: true })
  bob.send({ type: 'message', id: 'one', text: ' Hello ' })
  expect(await ann.next()).toMatchObject({ type: 'message', number: 1, user: 'bob', text: 'Hello' })
  await bob.close()
  expect(await ann.next()).toMatchObject({ type: 'leave', user: 'bob', online: ['ann'] })
  await ann.close()
})

test('a user with two tabs is listed once, until both are closed', async () => {
  const ann = await join('tabs', 'ann')
  await ann.next()
  await ann.next()
  const [first, second] = [await join('tabs', 'bob'), await join('tabs', 'bob')]
  expect(await second.next()).toMatchObject({ online: ['ann', 'bob'] })
  expect(await ann.next()).toMatchObject({ type: 'join', user: 'bob' })
  await first.close()
  await second.close()
  // A single message for both tabs: closing the first one sends nothing.
  expect(await ann.next()).toMatchObject({ type: 'leave', user: 'bob' })
  ann.send({ type: 'message', id: 'end', text: 'end' })
  expect(await ann.next()).toMatchObject({ type: 'message', id: 'end' })
  await ann.close()
})

test('a message that is sent twice is stored once', async () => {
  const ann = await join('again', 'ann')
  await ann.next()
  await ann.next()
  for (let time = 0; time < 2; time += 1) {
    ann.send({ type: 'message', id: 'same', text: 'Did it arrive?' })
    expect(await ann.next()).toMatchObject({ type: 'message', number: 1, id: 'same' })
  }
  await ann.close()
  await app.killAndStart()
  expect((await messagesOf('again')).messages).toHaveLength(1)
})

test('history comes in pages, and a user who reconnects gets only new messages', async () => {
  const ann = await join('long', 'ann')
  await ann.next()
  await ann.next()
  for (let number = 1; number <= 120; number += 1) {
    ann.send({ type: 'message', id: `m${number}`, text: `Message ${number}` })
  }
  for (let number = 1; number <= 120; number += 1) {
    expect(await ann.next()).toMatchObject({ number, text: `Message ${number}` })
  }
  await ann.close()

  const first = await messagesOf('long')
  expect(first.hasEarlier).toBe(true)
  expect(first.messages).toHaveLength(50)
  expect(first.messages[0].number).toBe(71)
  const last = await messagesOf('long', '?before=21')
  expect(last).toMatchObject({ hasEarlier: false, messages: { length: 20 } })

  const back = await join('long', 'ann', 118)
  expect(await back.next()).toMatchObject({ messages: [{ number: 119 }, { number: 120 }] })
  await back.close()
})

test.each([
  ['without text', { type: 'message', id: 'x', text: '   ' }, /empty/],
  ['that is too long', { type: 'message', id: 'x', text: 'x'.repeat(2_001) }, /longer than 2000/],
  ['without an id', { type: 'message', text: 'hello' }, /no id/],
])('a message %s is refused, and only its sender is notified', async (which, message, reason) => {
  const room = `strict-${which.replaceAll(' ', '-')}`
  const ann = await join(room, 'ann')
  await ann.next()
  await ann.next()
  const refused = { type: 'refused', reason: expect.stringMatching(reason) }
  ann.send(message)
  expect(await ann.next()).toMatchObject(refused)
  ann.send(null)
  ann.send('nonsense')
  // Handled after the two invalid messages.
  ann.send(message)
  expect(await ann.next()).toMatchObject(refused)
  expect((await messagesOf(room)).messages).toEqual([])
  await ann.close()
})

test('pages of other sites cannot join, and invalid room names are not found', async () => {
  const headers = { Origin: 'https://elsewhere.example' }
  expect((await app.call('GET', '/room/tea/socket', { headers })).status).toBe(403)
  expect((await app.call('GET', '/room/%2e%2e%2fx')).status).toBe(404)
  expect((await app.call('GET', `/room/${'x'.repeat(51)}/socket`)).status).toBe(404)
  const entered = await fetch(`${app.url}/room?name=Book Club!`, { redirect: 'manual' })
  expect(entered.headers.get('Location')).toBe('/room/book-club')
})
