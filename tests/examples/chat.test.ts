import { connect, type LiveObject } from '@cloudwerk/client'
import { expect, onTestFinished, test } from 'vitest'
import type { Room } from '../../examples/chat/app/message.ts'
import { waitUntil } from '../end-to-end/app.ts'
import { runExample } from './run-example.ts'

const app = runExample('chat')

/** As a page of another site. */
class ElsewhereSocket extends WebSocket {
  constructor(url: string, protocol: string) {
    super(url, { protocols: [protocol], headers: { Origin: 'https://elsewhere.example' } })
  }
}

function join(room: string, name: string): LiveObject<Room> {
  const page = connect<Room>(`${app.url.replace('http', 'ws')}/room/${room}/live`)
  onTestFinished(() => page.close())
  page.setPresence({ name, typing: false })
  return page
}

const messagesOf = async (room: string, before = '') =>
  (await app.call('GET', `/room/${room}/messages${before}`)).body
const othersOf = (page: LiveObject<Room>) =>
  page.others.map(({ name, typing }) => `${name}${typing ? ' is typing' : ''}`).join()
const textsOn = (page: LiveObject<Room>) => page.getSnapshot()?.messages.map(({ text }) => text)

test('users see each other join, type, write and leave', async () => {
  const [ann, bob] = [join('tea', 'ann'), join('tea', 'bob')]
  await waitUntil(() => othersOf(ann) === 'bob' && othersOf(bob) === 'ann')

  bob.setPresence({ name: 'bob', typing: true })
  await waitUntil(() => othersOf(ann) === 'bob is typing')
  await bob.calls.say('one', 'bob', ' Hello ')
  await waitUntil(() => textsOn(ann)?.length === 1)
  expect(ann.getSnapshot()?.messages).toMatchObject([{ number: 1, user: 'bob', text: 'Hello' }])
  bob.close()
  await waitUntil(() => othersOf(ann) === '')
})

test('a message that is sent twice is stored once', async () => {
  const ann = join('again', 'ann')
  await ann.calls.say('same', 'ann', 'Did it arrive?')
  await ann.calls.say('same', 'ann', 'Did it arrive?')
  await app.killAndStart()
  await ann.calls.say('same', 'ann', 'Did it arrive?')
  expect((await messagesOf('again')).messages).toHaveLength(1)
})

test('messages that are sent while the server is down arrive when it is back, in order', async () => {
  const [ann, bob] = [join('kill', 'ann'), join('kill', 'bob')]
  await ann.calls.say('1', 'ann', 'before')
  const start = await app.kill()
  await waitUntil(() => ann.status === 'stale')
  const sent = [ann.calls.say('2', 'ann', 'meanwhile'), ann.calls.say('3', 'ann', 'and more')]
  await start()
  await Promise.all(sent)
  await waitUntil(() => textsOn(bob)?.length === 3)
  expect(textsOn(bob)).toEqual(['before', 'meanwhile', 'and more'])
})

test('pages see the latest messages, and earlier ones come in pages', async () => {
  const ann = join('long', 'ann')
  const eve = join('long', 'eve')
  for (let number = 1; number <= 120; number += 1) {
    // In turns, since an object takes a hundred calls of one page at once, and then fifty a second.
    await (number % 2 ? ann : eve).calls.say(`m${number}`, 'ann', `Message ${number}`)
  }
  const late = join('long', 'bob')
  await waitUntil(() => late.status === 'live')
  await waitUntil(() => ann.getSnapshot()?.messages.at(-1)?.number === 120)
  for (const messages of [late.getSnapshot()?.messages, ann.getSnapshot()?.messages]) {
    expect(messages).toHaveLength(50)
    expect(messages?.[0]).toMatchObject({ number: 71, text: 'Message 71' })
  }

  const first = await messagesOf('long')
  expect(first.hasEarlier).toBe(true)
  expect(first.messages).toEqual(late.getSnapshot()?.messages)
  const last = await messagesOf('long', '?before=21')
  expect(last).toMatchObject({ hasEarlier: false, messages: { length: 20 } })
})

test.each([
  ['without text', ['x', 'ann', '   '], /empty/],
  ['that is too long', ['x', 'ann', 'x'.repeat(2_001)], /longer than 2000/],
  ['without an id', ['', 'ann', 'hello'], /no id/],
  ['of nobody', ['x', ' ', 'hello'], /no name/],
] as const)('a message %s is refused', async (which, [id, user, text], reason) => {
  const room = `strict-${which.replaceAll(' ', '-')}`
  await expect(join(room, 'ann').calls.say(id, user, text)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENTS',
    message: expect.stringMatching(reason),
  })
  expect((await messagesOf(room)).messages).toEqual([])
})

test('pages of other sites cannot join, and invalid room names are not found', async () => {
  const eve = connect<Room>(`${app.url.replace('http', 'ws')}/room/tea/live`, {
    WebSocket: ElsewhereSocket,
  })
  await waitUntil(() => eve.status === 'closed')
  expect(eve.error).toMatchObject({ code: 'NOT_ALLOWED' })
  expect((await app.call('GET', '/room/%2e%2e%2fx')).status).toBe(404)
  expect((await app.call('GET', `/room/${'x'.repeat(51)}/live`)).status).toBe(404)
  const entered = await fetch(`${app.url}/room?name=Book Club!`, { redirect: 'manual' })
  expect(entered.headers.get('Location')).toBe('/room/book-club')
})
