import { evictDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { messageOf, objectOf } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import { gateOf } from '../objects/gate.ts'
import { connect, enter, received } from './socket-client.ts'

const auction = (name: string) => objectOf('Auction', name)
const upgrade = { headers: { Upgrade: 'websocket' } }

test('an object without fetch accepts connections, with tags and data, and sends them something first', async () => {
  const stub = auction('accepts')
  const ann = await enter(stub, 'ann', 'bidders')
  const bob = await enter(stub, 'bob')
  await expect.poll(() => received(bob)).toEqual([{ welcome: 'bob', online: ['bob', 'ann'] }])
  expect(received(ann)).toEqual([{ welcome: 'ann', online: ['ann'] }, { joined: 'bob' }])
  expect((await stub.log()).opened).toEqual(['accept ann', 'open ann', 'accept bob', 'open bob'])
  expect(await stub.dataOf('ann')).toEqual({ name: 'ann', since: new Date(0), marks: [1] })
  await stub.say('to bidders', { tags: 'bidders' })
  await expect.poll(() => ann.messages.at(-1)).toBe('to bidders')
  expect(bob.messages).toHaveLength(1)
})

test('a Response of accept is the answer, and the connection is never made', async () => {
  const stub = auction('refuses')
  const response = await stub.fetch('http://o/', upgrade)
  expect([response.status, await response.text()]).toEqual([401, 'Who are you?'])
  expect(await stub.online()).toEqual([])
  expect((await stub.log()).opened).toEqual([])
})

test.each(['accept', 'open'])(
  'when %s throws, nothing is stored and no socket is left',
  async (where) => {
    const stub = auction(`fails in ${where}`)
    const ann = await enter(stub, 'ann')
    const error = await expectError(stub.fetch(`http://o/?name=throws+in+${where}`, upgrade), {
      mentions: [where === 'accept' ? 'not now' : 'not here'],
    })
    expect(error).toMatchObject({ methodName: 'fetch' })
    expect(await stub.online()).toEqual(['ann'])
    await stub.say('after', {})
    await expect.poll(() => ann.messages.at(-1)).toBe('after')
    expect(ann.messages).toHaveLength(2)
    expect(await stub.log()).toEqual({ opened: ['accept ann', 'open ann'], bids: [], closed: [] })
    await evictDurableObject(stub, { webSockets: 'hibernate' })
    expect(await stub.online()).toEqual(['ann'])
  },
)

test('a request that is no upgrade is told so', async () => {
  const response = await auction('plain').fetch('http://o/bids')
  expect([response.status, response.headers.get('Upgrade')]).toEqual([426, 'websocket'])
  expect(await response.json()).toEqual({
    error: { code: 'UPGRADE_REQUIRED', message: expect.stringMatching(/Auction.*GET \/bids/) },
  })
})

test('any key of sockets is enough to accept connections', async () => {
  const stub = objectOf('PlainSockets', 'accepts')
  await connect(stub)
  expect(await stub.online()).toBe(1)
})

test.each(['Lobby', 'LobbyWithSql'])(
  '%s: accept and open run once fetch has returned the response, in the same turn',
  async (className) => {
    const stub = objectOf(className, 'order')
    const ann = await connect(stub, 'ann')
    await expect.poll(() => ann.messages).toHaveLength(3)
    expect(ann.messages).toEqual(['first /ann', 'second given,accepted', '/ann is here'])
    expect(await stub.log()).toEqual(['fetch 101', 'accept /ann', 'open /ann'])

    const wrapped = await stub.fetch('http://object/wrapped', upgrade)
    expect([wrapped.status, wrapped.headers.get('X-Wrapped')]).toEqual([101, 'yes'])
    expect((await stub.log()).slice(3)).toEqual(['fetch 101', 'accept /wrapped', 'open /wrapped'])
    expect(await stub.online()).toEqual(['/wrapped', '/ann'])

    const unused = await stub.fetch('http://object/unused', upgrade)
    expect(await unused.text()).toBe('none')
    expect((await stub.log()).slice(6)).toEqual(['fetch 101'])
    expect(await (await stub.fetch('http://object/plain', upgrade)).text()).toBe('plain')
    expect((await stub.fetch('http://object/')).status).toBe(426)
    expect(await stub.online()).toEqual(['/wrapped', '/ann'])
  },
)

test.each(['Lobby', 'LobbyWithSql'])(
  '%s: an asynchronous accept can refuse, and what it changed is stored',
  async (className) => {
    const stub = objectOf(className, 'refusal')
    const response = await stub.fetch('http://object/refused', upgrade)
    expect([response.status, await response.json()]).toEqual([403, { error: 'full' }])
    expect(await stub.log()).toEqual(['fetch 101', 'accept /refused'])
    expect(await stub.online()).toEqual([])
  },
)

test.each(['Lobby', 'LobbyWithSql'])(
  '%s: a state that the schema refuses fails the connection, and nothing of it is left',
  async (className) => {
    const stub = objectOf(className, 'commit')
    expect(await messageOf(stub.fetch('http://object/refused-by-commit', upgrade))).toMatch(/seats/)
    expect([await stub.log(), await stub.online()]).toEqual([[], []])
  },
)

test.each(['Lobby', 'LobbyWithSql'])(
  '%s: after outside() the socket of a failed connection is closed all the same',
  async (className) => {
    const stub = objectOf(className, 'outside')
    expect(await messageOf(stub.fetch('http://object/outside', upgrade))).toBe('after outside')
    expect(await stub.online()).toEqual([])
    // What outside() has committed stays.
    expect(await stub.log()).toEqual(['fetch 101', 'accept /outside', 'open /outside'])
  },
)

test('open can close the connection with a code, which its client sees', async () => {
  const stub = objectOf('Lobby', 'closed')
  const client = await connect(stub, 'closed')
  expect(await client.closed).toEqual({ code: 4002, reason: 'full' })
  expect(client.messages).toEqual(['first /closed'])
  await expect.poll(() => stub.online()).toEqual([])
})

test('what others send later arrives after what open has sent', async () => {
  const stub = objectOf('Lobby', 'held')
  const connecting = connect(stub, 'held')
  await gateOf(stub.id).reached()
  const saying = stub.say('later')
  gateOf(stub.id).open()
  const client = await connecting
  await saying
  await expect.poll(() => client.messages).toContain('later')
  expect(client.messages).toEqual([
    'first /held',
    'second given,accepted',
    '/held is here',
    'later',
  ])
})

test.each([
  ['text', ['string', 'tags, data']],
  ['null', ['null']],
  ['list', ['array']],
  ['key', ["'tag'"]],
  ['tags', ['list of strings']],
  ['socket', ['Response with a WebSocket']],
  ['large', ['16384 bytes']],
  ['many', ['12 tags', '10']],
])('%s that accept gives is refused with the reason', async (given, mentions) => {
  const stub = objectOf('Lobby', 'wrong')
  await expectError(stub.fetch(`http://object/?given=${given}`, upgrade), { mentions })
  expect([await stub.log(), await stub.online()]).toEqual([[], []])
})

test.each(['own', 'fails'])(
  '/%s: a fetch that fails leaves no socket that it has accepted',
  async (path) => {
    const stub = objectOf('FailingFetch', path)
    expect(await messageOf(stub.fetch(`http://object/${path}`, upgrade))).toBe(path)
    expect(await stub.online()).toBe(0)
    await connect(stub)
    expect(await stub.online()).toBe(1)
  },
)

test('data and tags are those of the socket after the object has slept', async () => {
  const stub = auction('sleeps')
  const ann = await enter(stub, 'ann', 'bidders')
  const bob = await enter(stub, 'bob')
  await evictDurableObject(stub, { webSockets: 'hibernate' })
  ann.socket.send(JSON.stringify({ type: 'bid', amount: 5 }))
  await expect.poll(() => received(ann).at(-1)).toEqual({ bid: 5 })
  expect((await stub.log()).bids).toEqual(['ann {"amount":5,"note":"none","type":"bid"}'])
  expect(await stub.dataOf('bob')).toEqual({ name: 'bob', since: new Date(0), marks: [1] })

  ann.socket.send(JSON.stringify({ type: 'rename', name: 'anna' }))
  await expect.poll(() => stub.online()).toEqual(['bob', 'anna'])
  await evictDurableObject(stub, { webSockets: 'hibernate' })
  expect(await stub.online()).toEqual(['bob', 'anna'])
  bob.socket.send('{"type":"bid","amount":-1}')
  await expect.poll(() => received(bob).at(-1)).toMatchObject({ code: 'INVALID_MESSAGE' })
  ann.socket.close(1000)
  await expect.poll(async () => (await stub.log()).closed).toEqual(['anna'])
})

test('data is a frozen copy, and an assignment is undone with its handler', async () => {
  const stub = auction('data')
  const { socket } = await enter(stub, 'ann')
  expect(await messageOf(stub.changeDataInPlace())).toMatch(/not extensible|read only/)
  socket.send(JSON.stringify({ type: 'rename', name: 'undone' }))
  socket.send(JSON.stringify({ type: 'bid', amount: 1 }))
  await expect.poll(async () => (await stub.log()).bids).toEqual([expect.stringMatching(/^ann /)])
  expect(await stub.online()).toEqual(['ann'])
  expect(await stub.renameInFailedSavepoint('after')).toBe('before')
  expect(await stub.online()).toEqual(['before'])
})
