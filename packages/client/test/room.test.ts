import { expect, it, onTestFinished, vi } from 'vitest'
import {
  connect,
  LiveBusyError,
  LiveClosedError,
  LiveError,
  type LiveGuesses,
  LiveUnknownOutcomeError,
} from '../src/index.ts'
import { encode } from '../src/values/encode.ts'
import { hash } from '../src/values/hash.ts'
import { isLive, openRoom, type Room, rejection, until, watch } from './room.ts'

const view = { title: 'Lobby', messages: [{ user: 'bob', text: 'hi' }] }
const push = (text: string, at: number) => [['~', ['messages'], at, 0, [{ user: 'me', text }]]]

const say: LiveGuesses<Room>['say'] = (state, text) => {
  state.messages.push({ user: 'me', text, pending: true })
}

it('connects, and shows the view', async () => {
  const { object, room } = await openRoom()
  expect(room.status).toBe('connecting')
  expect(room.getSnapshot()).toBeUndefined()
  const connected = await object.live(view)
  expect(connected.socket.protocol).toBe('cloudwerk.live.1')
  await isLive(room)
  expect(room.getSnapshot()).toEqual(view)
  expect(room.getSnapshot()).toBe(room.getSnapshot())
})

it('says the version of its page, if it has one', async () => {
  const { object } = await openRoom({ version: 3 })
  expect(await (await object.connected()).greet()).toMatchObject({ version: 3 })
  const { object: other } = await openRoom()
  expect(await (await other.connected()).greet()).not.toHaveProperty('version')
})

it('applies frames, and shares what did not change', async () => {
  const { object, room } = await openRoom()
  const connected = await object.live(view)
  await isLive(room)
  const before = room.getSnapshot()
  connected.send(['frame', 0, 1, push('a', 1)])
  await until(room, () => room.getSnapshot() !== before)
  expect(room.getSnapshot()?.messages.map(({ text }) => text)).toEqual(['hi', 'a'])
  expect(room.getSnapshot()?.messages[0]).toBe(before?.messages[0])
  expect(before?.messages).toHaveLength(1)
})

it('asks for what is missing when a frame does not go on from what it has', async () => {
  const { object, room } = await openRoom()
  const connected = await object.live(view)
  await isLive(room)
  const seen = watch(room)
  const called = room.calls.say('lost')
  expect(await connected.next()).toEqual(['call', 1, 'say', ['lost']])
  connected.send(['frame', 3, 4, push('lost', 1), [1]], ['result', 1, 7])
  expect(await connected.next()).toEqual(['sync', ['e1', 0, 'all'], null])
  expect(room.getSnapshot()).toEqual(view)
  expect(seen).toEqual([])
  connected.send(['view', ['e1', 3, 'all'], { ...view, title: 'new' }])
  expect(await called).toBe(7)
  expect(room.getSnapshot()).toMatchObject({ title: 'new', messages: { length: 2 } })
  expect(connected.received).toEqual([])
})

it('goes on when what is missing comes as a frame', async () => {
  const { object, room } = await openRoom()
  const connected = await object.live(view)
  await isLive(room)
  connected.send(['frame', 3, 4, push('lost', 1)], ['frame', 4, 5, push('more', 2)])
  expect(await connected.next()).toEqual(['sync', ['e1', 0, 'all'], null])
  connected.send(['frame', 5, 6, push('after', 3)])
  connected.send(['frame', 0, 5, [...push('lost', 1), ...push('more', 2)]])
  await until(room, () => room.getSnapshot()?.messages.length === 4)
  expect(room.getSnapshot()?.messages.map(({ text }) => text)).toEqual([
    'hi',
    'lost',
    'more',
    'after',
  ])
  expect(connected.received).toEqual([])
})

it('goes on with the frames of an object that has slept meanwhile', async () => {
  const { object, room } = await openRoom()
  const connected = await object.live(view, ['e1', 7, 'all'])
  await isLive(room)
  connected.send(['same', ['e2', 0, 'all']], ['frame', 0, 1, push('a', 1)])
  await until(room, () => room.getSnapshot()?.messages.length === 2)
  const called = room.calls.say('after')
  expect(await connected.next()).toEqual(['call', 1, 'say', ['after']])
  connected.socket.terminate()
  await until(room, () => room.status === 'stale')
  room.reconnect()
  const again = await object.connected()
  expect(await again.greet(['e2'])).toMatchObject({ label: ['e2', 1, 'all'] })
  expect(await again.next()).toEqual(['call', 1, 'say', ['after'], 'e2'])
  again.send(['same', ['e2', 1, 'all']], ['result', 1, 7])
  expect(await called).toBe(7)
})

it('asks for the whole view when operations do not fit it', async () => {
  const { object, room } = await openRoom()
  const connected = await object.live(view)
  connected.send(['frame', 0, 1, [['~', ['nothing'], 0, 0, [1]]]])
  expect(await connected.next()).toEqual(['sync', null, null])
  connected.send(['view', ['e1', 1, 'all'], { ...view, title: 'right' }])
  await until(room, () => room.getSnapshot()?.title === 'right')
})

it('puts parts of a view together, with the frames that came in between', async () => {
  const { object, room } = await openRoom()
  const connected = await object.connected()
  await connected.greet()
  const text = JSON.stringify(view)
  connected.send(['part', ['e1', 5, 'all'], 0, 2, text.slice(0, 30)])
  connected.send(['frame', 4, 5, push('in the view', 0)], ['frame', 5, 6, push('a', 1)])
  expect(await connected.next()).toEqual(['next'])
  expect(room.getSnapshot()).toBeUndefined()
  connected.send(['part', ['e1', 5, 'all'], 1, 2, text.slice(30)])
  await until(room, () => room.getSnapshot()?.messages.length === 2)
  expect(connected.received).toEqual([])
})

it('comes back with its label and hash, and goes on when nothing has changed', async () => {
  const { object, room } = await openRoom()
  const connected = await object.live(view)
  await isLive(room)
  const before = room.getSnapshot()
  connected.socket.terminate()
  await until(room, () => room.status === 'stale')
  expect(room.getSnapshot()).toBe(before)
  room.reconnect()
  const again = await object.connected()
  expect(await again.greet(['e2'])).toMatchObject({
    label: ['e1', 0, 'all'],
    hash: hash(encode(view)),
  })
  again.send(['same', ['e2', 9, 'all']])
  await isLive(room)
  expect(room.getSnapshot()).toBe(before)
  again.send(['frame', 9, 10, push('a', 1)])
  await until(room, () => room.getSnapshot()?.messages.length === 2)
})

it('shares what is the same in a view that it gets anew', async () => {
  const { object, room } = await openRoom()
  const connected = await object.live(view)
  await isLive(room)
  const before = room.getSnapshot()
  connected.socket.terminate()
  await until(room, () => room.status === 'stale')
  room.reconnect()
  await object.live({ title: 'new', messages: view.messages }, ['e2', 0, 'all'])
  await isLive(room)
  expect(room.getSnapshot()).toEqual({ ...view, title: 'new' })
  expect(room.getSnapshot()?.messages).toBe(before?.messages)
})

it('comes back with the frames that it has missed', async () => {
  const { object, room } = await openRoom()
  const connected = await object.live(view)
  await isLive(room)
  connected.socket.terminate()
  await until(room, () => room.status === 'stale')
  room.reconnect()
  const again = await object.connected()
  await again.greet()
  again.send(['frame', 0, 4, push('a', 1)])
  await isLive(room)
  expect(room.getSnapshot()?.messages).toHaveLength(2)
})

it('goes on from a view that the server has rendered', async () => {
  const from = { view, label: ['e1', 3, 'all'] as const }
  const { object, room } = await openRoom({ from })
  expect(room.getSnapshot()).toBe(view)
  expect(room.status).toBe('connecting')
  const connected = await object.connected()
  expect(await connected.greet()).toMatchObject({ label: from.label, hash: hash(encode(view)) })
  connected.send(['frame', 3, 4, push('a', 1)])
  await isLive(room)
  expect(room.getSnapshot()?.messages).toHaveLength(2)
})

it('resolves a call when the state shows what it did', async () => {
  const { object, room } = await openRoom()
  const connected = await object.live(view)
  const call = room.calls.say('a')
  expect(await connected.next()).toEqual(['call', 1, 'say', ['a']])
  connected.send(['frame', 0, 1, push('a', 1), [1]], ['result', 1, 2])
  expect(await call).toBe(2)
  expect(room.getSnapshot()?.messages).toHaveLength(2)
})

it('sends calls that were made without a connection when it has one', async () => {
  const { object, room } = await openRoom()
  const calls = [room.calls.say('a'), room.calls.ban('bob')]
  const connected = await object.live(view)
  expect(await connected.next()).toEqual(['call', 1, 'say', ['a']])
  expect(await connected.next()).toEqual(['call', 2, 'ban', ['bob']])
  connected.send(['result', 1, 1], ['result', 2, null])
  expect(await Promise.all(calls)).toEqual([1, null])
})

it('sends unanswered calls again, and says to which instance they were sent first', async () => {
  const { object, room } = await openRoom()
  const connected = await object.live(view)
  const call = rejection(room.calls.say('a'))
  await connected.next()
  connected.socket.terminate()
  await until(room, () => room.status === 'stale')
  room.reconnect()
  const again = await object.live(view, ['e2', 0, 'all'])
  expect(await again.next()).toEqual(['call', 1, 'say', ['a'], 'e1'])
  again.socket.terminate()
  await until(room, () => room.status === 'stale')
  room.reconnect()
  const third = await object.live(view, ['e2', 0, 'all'])
  expect(await third.next()).toEqual(['call', 1, 'say', ['a'], 'e1'])
  third.send(['error', 1, { code: 'UNKNOWN_OUTCOME', message: 'Reset.' }])
  expect(await call).toBeInstanceOf(LiveUnknownOutcomeError)
})

it('rejects with what the method threw', async () => {
  const { object, room } = await openRoom()
  const connected = await object.live(view)
  const call = rejection(room.calls.say('a'))
  connected.send(['error', 1, { code: 'FULL', message: 'No more.', data: { most: 3 } }])
  const error = await call
  expect(error).toBeInstanceOf(LiveError)
  expect(error).toMatchObject({
    name: 'LiveError',
    code: 'FULL',
    message: 'No more.',
    data: { most: 3 },
  })
})

it('makes no more than 64 calls at once', async () => {
  const { room } = await openRoom()
  const waiting = Array.from({ length: 64 }, () => rejection(room.calls.say('a')))
  expect(await rejection(room.calls.say('b'))).toBeInstanceOf(LiveBusyError)
  room.close()
  expect(await Promise.all(waiting)).toHaveLength(64)
})

it('refuses arguments that are not data', async () => {
  const { room } = await openRoom()
  // @ts-expect-error a text
  expect(await rejection(room.calls.say(() => 1))).toBeInstanceOf(TypeError)
})

it('says why it was closed, in the words of the object', async () => {
  const { object, room } = await openRoom()
  const connected = await object.live(view)
  connected.socket.close(4003, 'There is too much to show.')
  await until(room, () => room.status === 'closed')
  expect(room.error).toMatchObject({ code: 'NOT_ALLOWED', message: 'There is too much to show.' })
})

it('refuses arguments that are longer than a message', async () => {
  const { room } = await openRoom()
  expect(await rejection(room.calls.say('a'.repeat(70_000)))).toMatchObject({ code: 'TOO_LARGE' })
})

it('does not send again what the object takes for no message', async () => {
  const { object, room } = await openRoom()
  room.setPresence({ odd: true })
  const connected = await object.live(view)
  const sent = rejection(room.calls.say('odd'))
  await connected.next()
  connected.socket.close(1008)
  expect(await sent).toBeInstanceOf(LiveUnknownOutcomeError)
  const later = room.calls.say('later')
  room.reconnect()
  const again = await object.connected()
  expect(await again.greet()).not.toHaveProperty('presence')
  again.send(['same', ['e1', 0, 'all']])
  expect(await again.next()).toEqual(['call', 2, 'say', ['later']])
  again.send(['result', 2, 1])
  expect(await later).toBe(1)
})

it.each([
  [4001, 'DESTROYED'],
  [4003, 'NOT_ALLOWED'],
  [4010, 'OUTDATED'],
  [4401, 'SIGN_IN'],
])('is closed for good with code %i', async (code, name) => {
  const { object, room } = await openRoom()
  const connected = await object.live(view)
  const sent = rejection(room.calls.say('a'))
  await connected.next()
  connected.socket.close(code)
  await until(room, () => room.status === 'closed')
  expect(room.error).toBeInstanceOf(LiveClosedError)
  expect(room.error).toMatchObject({ code: name })
  expect(await sent).toBeInstanceOf(LiveUnknownOutcomeError)
  expect(await rejection(room.calls.say('b'))).toBe(room.error)
  room.reconnect()
  expect(room.status).toBe('connecting')
  await object.live(view)
  await isLive(room)
})

it('shows the others, and who has changed', async () => {
  const { object, room } = await openRoom()
  const connected = await object.live(view)
  connected.send([
    'people',
    [
      ['a', { user: 'ann' }],
      ['b', { user: 'bob' }],
    ],
    [],
    5,
  ])
  await until(room, () => room.others.length === 2)
  expect(room.others).toEqual([
    { id: 'a', user: 'ann' },
    { id: 'b', user: 'bob' },
  ])
  expect(room.otherCount).toBe(5)
  const [ann] = room.others
  connected.send([
    'people',
    [
      ['b', { user: 'bob', typing: true }],
      ['c', { user: 'cy' }],
    ],
    [],
    3,
  ])
  await until(room, () => room.otherCount === 3)
  expect(room.others[0]).toBe(ann)
  expect(room.others[1]).toEqual({ id: 'b', user: 'bob', typing: true })
  connected.send(['people', [], ['a', 'b'], 1])
  await until(room, () => room.otherCount === 1)
  expect(room.others).toEqual([{ id: 'c', user: 'cy' }])
})

it('sends the newest presence at most once an interval, and with the greeting of a new connection', async () => {
  const { object, room } = await openRoom()
  room.setPresence({ typing: false })
  const connected = await object.connected()
  expect(await connected.greet()).toMatchObject({ presence: { typing: false } })
  connected.send(['view', ['e1', 0, 'all'], view])
  await isLive(room)
  for (let at = 0; at < 10; at++) room.setPresence({ at })
  expect(await connected.next()).toEqual(['presence', { at: 9 }])
})

it('hears what the object emits, after the state shows it', async () => {
  const { object, room } = await openRoom()
  const connected = await object.live(view)
  const heard = new Promise((resolve) =>
    room.on('confetti', (event) => resolve([event.color, room.getSnapshot()?.messages.length])),
  )
  connected.send(['frame', 0, 1, push('a', 1)], ['event', 'confetti', { color: 'red' }])
  expect(await heard).toEqual(['red', 2])
})

it('tells the object how much it has read', async () => {
  const { object } = await openRoom()
  const connected = await object.live(view)
  for (let at = 0; at < 62; at++) connected.send(['frame', at, at + 1, [['=', ['title'], 'a']]])
  expect(await connected.next()).toEqual(['ack', 64])
  connected.send(['frame', 62, 63, [['=', ['title'], 'a'.repeat(256 * 1024)]]])
  expect(await connected.next()).toEqual(['ack', 65])
})

it('sends nothing after it was closed, and rejects what waits', async () => {
  const { object, room } = await openRoom()
  const call = rejection(room.calls.say('a'))
  room.close()
  expect(await call).toMatchObject({ name: 'LiveClosedError', code: 'CLOSED' })
  expect(room.status).toBe('closed')
  room.reconnect()
  const connected = await object.live(view)
  await isLive(room)
  expect(connected.received).toEqual([])
})

it('ignores messages of a newer object', async () => {
  const { object, room } = await openRoom()
  const connected = await object.live(view)
  connected.send(['news', 1], ['frame', 0, 1, push('a', 1)])
  await until(room, () => room.getSnapshot()?.messages.length === 2)
})

it('needs an absolute address outside a page', () => {
  expect(() => connect('/room/lobby/live')).toThrow('needs an absolute address')
})

it('shows a guess until the state has its effect, on top of all that comes in between', async () => {
  const { object, room } = await openRoom({ optimistic: { say } })
  const connected = await object.live(view)
  await isLive(room)
  const call = room.calls.say('mine')
  const guessed = room.getSnapshot()?.messages[1]
  expect(guessed).toEqual({ user: 'me', text: 'mine', pending: true })
  connected.send(['frame', 0, 1, [['=', ['title'], 'Hall']]])
  await until(room, () => room.getSnapshot()?.title === 'Hall')
  expect(room.getSnapshot()?.messages[1]).toBe(guessed)
  connected.send(['frame', 1, 2, push('theirs', 1)])
  await until(room, () => room.getSnapshot()?.messages.length === 3)
  expect(room.getSnapshot()?.messages.map(({ text }) => text)).toEqual(['hi', 'theirs', 'mine'])
  const seen = watch(room)
  connected.send(['frame', 2, 3, push('mine', 2), [1]], ['result', 1, 3])
  await call
  expect(room.getSnapshot()?.messages[2]).toEqual({ user: 'me', text: 'mine' })
  // Neither twice nor not at all in between.
  expect(seen).toHaveLength(1)
})

const withMine = { ...view, messages: [...view.messages, { user: 'me', text: 'mine' }] }
const withMineAsText = JSON.stringify(withMine)

it.each<[string, [string, ...unknown[]][]]>([
  ['view', [['view', ['e2', 0, 'all'], withMine, [1]]]],
  ['view in parts', [['part', ['e2', 0, 'all'], 0, 1, withMineAsText, [1]]]],
  [
    'frame',
    [
      ['same', ['e2', 0, 'all']],
      ['frame', 0, 1, push('mine', 1), [1]],
    ],
  ],
])(
  'shows nothing twice when a %s of an object that woke has the effect of a call',
  async (_, sent) => {
    const { object, room } = await openRoom({ optimistic: { say } })
    const connected = await object.live(view)
    await isLive(room)
    const call = room.calls.say('mine')
    let most = 0
    room.subscribe(() => {
      most = Math.max(most, room.getSnapshot()?.messages.length ?? 0)
    })
    connected.send(...sent)
    connected.send(['result', 1, 2])
    await call
    expect(room.getSnapshot()).toEqual(withMine)
    expect(most).toBe(2)
  },
)

it('takes a guess back when the view is still right and the call has run', async () => {
  const { object, room } = await openRoom({ optimistic: { say } })
  const connected = await object.live(view)
  await isLive(room)
  void room.calls.say('mine').catch(() => {})
  connected.send(['same', ['e2', 0, 'all'], [1]])
  await until(room, () => room.getSnapshot()?.messages.length === 1)
})

it('shows guesses that were made before the first view', async () => {
  const { object, room } = await openRoom({ optimistic: { say } })
  void rejection(room.calls.say('early'))
  expect(room.getSnapshot()).toBeUndefined()
  await object.live(view)
  await isLive(room)
  expect(room.getSnapshot()?.messages[1]?.text).toBe('early')
})

it('takes back a guess whose call changed nothing', async () => {
  const { object, room } = await openRoom({ optimistic: { say } })
  const connected = await object.live(view)
  await isLive(room)
  const call = room.calls.say('a')
  connected.send(['result', 1, 0])
  await call
  expect(room.getSnapshot()).toEqual(view)
})

it('drops a guess that throws, and reports it', async () => {
  const reported = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => reported.mockRestore())
  const { object, room } = await openRoom({
    optimistic: {
      say(state) {
        if (state.title === 'Hall') throw new Error('not in the hall')
        state.title = 'guessed'
      },
    },
  })
  const connected = await object.live(view)
  await isLive(room)
  void rejection(room.calls.say('a'))
  expect(room.getSnapshot()?.title).toBe('guessed')
  connected.send(['frame', 0, 1, [['=', ['title'], 'Hall']]])
  await until(room, () => room.getSnapshot()?.title === 'Hall')
  expect(reported).toHaveBeenCalledExactlyOnceWith(new Error('not in the hall'))
})

it('takes guesses back in the same change in which the promise rejects', async () => {
  const { object, room } = await openRoom({
    optimistic: { say },
  })
  const connected = await object.live(view)
  await isLive(room)
  const call = rejection(room.calls.say('bad'))
  expect(room.getSnapshot()?.messages.at(-1)).toEqual({ user: 'me', text: 'bad', pending: true })
  const order: string[] = []
  room.subscribe(() => queueMicrotask(() => order.push('rendered')))
  void call.then(() => order.push(`rejected with ${room.getSnapshot()?.messages.length}`))
  connected.send(['error', 1, { code: 'NO', message: 'No.' }])
  await vi.waitUntil(() => order.length === 2)
  expect(order).toEqual(['rejected with 1', 'rendered'])
})
