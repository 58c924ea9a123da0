import { live } from '@cloudwerk/core'
import { testTime } from '@cloudwerk/durable-object/testing'
import { expect, test } from 'vitest'
import { objectOf } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import { gateOf } from '../objects/gate.ts'
import { connect } from '../sockets/socket-client.ts'
import { join, open, through } from './page.ts'

const admin = { viewer: { user: 'root', admin: true } }

test('a page gets a hello, and the view that its viewer may see', async () => {
  const page = await open(['LiveRoom', 'view'])
  page.hello()
  await expect.poll(() => page.of('view')).toHaveLength(1)
  const [kind, hello] = page.messages[0] ?? []
  expect(kind).toBe('hello')
  expect(hello).toMatchObject({
    you: expect.stringMatching(/^[0-9a-f]{16}$/),
    ping: 'cloudwerk:ping',
  })
  expect(page.state).toEqual({ title: 'Lobby', messages: [] })
  const other = await join(['LiveRoom', 'view'], admin)
  expect(other.state).toEqual({ title: 'Lobby', messages: [], banned: ['mallory'] })
})

test('each page sees what one calls, and the caller its result after that', async () => {
  const [ann, bob] = [await join(['LiveRoom', 'say']), await join(['LiveRoom', 'say'])]
  ann.send('call', 1, 'say', ['hi'])
  expect(await ann.answer(1)).toEqual(['result', 1])
  const shown = { title: 'Lobby', messages: [{ user: 'ann', text: 'hi' }] }
  expect(ann.state).toEqual(shown)
  await expect.poll(() => bob.state).toEqual(shown)
})

test('pages see what other handlers change, and nothing of what others may see', async () => {
  const page = await join(['LiveRoom', 'rpc'])
  await objectOf('LiveRoom', 'rpc').setTitle('New')
  await expect.poll(() => page.state).toEqual({ title: 'New', messages: [] })
  expect(JSON.stringify(page.messages)).not.toMatch(/mallory|hidden|secret|banned/)
})

test('arguments are checked before the call takes its turn', async () => {
  const page = await join(['LiveRoom', 'checks'])
  page.send('call', 1, 'say', ['longer than ten characters'])
  page.send('call', 2, 'say', ['ok', 'more'])
  page.send('call', 3, 'setTitle', ['mine'])
  page.send('call', 4, 'userSockets', [])
  page.send('call', 5, 'sayTwice', [{ text: ' trimmed ' }])
  const [kind, failure] = await page.answer(1)
  expect([kind, failure]).toEqual([
    'error',
    {
      code: 'INVALID_ARGUMENTS',
      message: expect.stringContaining("Argument 1 of 'say'"),
      data: [{ message: expect.any(String), path: [0] }],
    },
  ])
  expect(await page.answer(2)).toMatchObject(['error', { code: 'INVALID_ARGUMENTS' }])
  expect(await page.answer(3)).toMatchObject(['error', { code: 'NOT_ALLOWED' }])
  expect(await page.answer(4)).toMatchObject(['error', { code: 'UNKNOWN_CALL' }])
  expect(await page.answer(5)).toMatchObject(['result', { $: ['u'] }])
  const twice = { user: 'twice', text: 'trimmed' }
  expect(page.state).toEqual({ title: 'Lobby', messages: [twice, twice] })
})

test('of an error only a UserError is shown, and of any other where the log has it', async () => {
  const page = await join(['LiveRoom', 'errors'])
  page.send('call', 1, 'failAfterChange', ['user'])
  page.send('call', 2, 'failAfterChange', ['other'])
  page.send('call', 3, 'unsendable', [])
  const shown = { code: 'NOT_SO', message: 'Not so.', data: { at: 1 } }
  expect(await page.answer(1)).toEqual(['error', shown])
  const [, hidden] = await page.answer(2)
  expect(hidden).toMatchObject({ code: 'INTERNAL', logId: expect.any(String) })
  expect(JSON.stringify(hidden)).not.toContain('secret')
  expect(await page.answer(3)).toMatchObject(['error', { code: 'INTERNAL' }])
  expect(page.of('view')).toHaveLength(1)
})

test('nothing leaves before the handler has ended, and at its commit points', async () => {
  const page = await join(['LiveRoom', 'points'])
  const stub = objectOf('LiveRoom', 'points')
  const running = stub.outsideOnce('first', 'second')
  await gateOf(stub.id).reached()
  await expect.poll(() => page.state).toMatchObject({ title: 'first' })
  gateOf(stub.id).open()
  await running
  await expect.poll(() => page.state).toMatchObject({ title: 'second' })
})

test("an object's own sockets and those of pages see nothing of each other", async () => {
  const stub = objectOf('LiveRoom', 'both')
  const own = await connect(stub)
  const page = await join(['LiveRoom', 'both'])
  own.socket.send('hello')
  await expect.poll(() => own.messages).toEqual(['heard hello'])
  expect(await stub.userSockets()).toEqual([['own']])
  await expect.poll(() => own.messages).toEqual(['heard hello', 'to the own'])
  page.send('call', 1, 'say', ['hi'])
  await page.answer(1)
  expect(own.messages).toHaveLength(2)
  expect(page.messages.map(([kind]) => kind)).not.toContain('to the own')
})

test('a handler knows who calls it', async () => {
  const page = await join(['LiveRoom', 'callers'], admin)
  page.send('call', 1, 'whoCalls', [])
  expect(await page.answer(1)).toEqual(['result', { kind: 'live', ...admin }])
  expect(await objectOf('LiveRoom', 'callers').whoCalls()).toEqual({ kind: 'rpc' })
})

test('what is not part of the protocol closes the socket', async () => {
  for (const text of ['{}', '[', '["unknown"]', '["call",1,"say",["x"]]', '["hello",{}]']) {
    const page = await open(['LiveRoom', 'protocol'])
    page.socket.send(text)
    expect(await page.closed).toMatchObject({ code: 1008 })
  }
  const page = await join(['LiveRoom', 'protocol'])
  page.socket.send('["call",1,"say",[{"__proto__":{"admin":true}}]]')
  expect(await page.closed).toMatchObject({ code: 1008 })
})

test('the door refuses by closing, since a page cannot see a status', async () => {
  const codes = { 401: 4401, 403: 4003, 404: 4003, 429: 1013, 500: 1013, 503: 1013 }
  for (const [status, code] of Object.entries(codes)) {
    const page = await through(() => new Response(null, { status: Number(status) }))
    expect(await page.closed).toMatchObject({ code })
  }
  const entry = () => ({ object: objectOf('LiveRoom', 'door') })
  const foreign = await through(entry, { Origin: 'https://evil.example' })
  expect(await foreign.closed).toMatchObject({ code: 4003 })
  const allowed: Record<string, string>[] = [
    { Origin: 'https://app.example' },
    { Origin: 'https://front.example', 'X-Forwarded-Host': 'front.example' },
  ]
  for (const headers of allowed) {
    const page = await through(entry, headers)
    page.hello()
    await expect.poll(() => page.of('view')).toHaveLength(1)
  }
})

test('a client cannot make up who it is', async () => {
  const stub = objectOf('LiveRoom', 'forged')
  const headers = { Upgrade: 'websocket', 'cloudwerk-live-ticket': 'f'.repeat(32) }
  const response = await stub.fetch('http://object/', { headers })
  expect(response.status).toBe(503)
})

test('the door refuses an object without live, and a viewer that is too long to keep', async () => {
  const plain = await through(() => ({ object: objectOf('Basics', 'no pages') }))
  expect(await plain.closed).toMatchObject({ code: 4003 })
  const viewer = { user: 'x'.repeat(3_000) }
  const long = await through(() => ({ object: objectOf('LiveRoom', 'long'), viewer }))
  expect(await long.closed).toMatchObject({ code: 1013 })
})

test('anything but a socket gets the response of the route, or is told what the address is for', async () => {
  const request = new Request('http://app.example/room/live')
  const teapot = live(() => new Response('no', { status: 418 }))
  expect((await teapot(request, {} as never)).status).toBe(418)
  const door = live(() => ({ object: objectOf('LiveRoom', 'plain get') }))
  expect((await door(request, {} as never)).status).toBe(426)
})

test('pings are answered, and handlers do not see how', async () => {
  const page = await join(['LiveRoom', 'pings'])
  const texts: unknown[] = []
  page.socket.addEventListener('message', ({ data }) => texts.push(data))
  const [{ ping }] = page.of('hello')[0] as [{ ping: string }]
  page.socket.send(ping)
  await expect.poll(() => texts).toEqual(['cloudwerk:pong'])
  expect(await objectOf('LiveRoom', 'pings').automaticAnswer()).toBe(null)
})

test('an own tag cannot be that of pages', async () => {
  await expectError(objectOf('LiveRoom', 'tag').acceptAsPage(), { mentions: ['__cloudwerk_live'] })
})

test('who asks for too much beside calls is told to try later', async () => {
  testTime('2026-11-28T06:00:00Z')
  const page = await join(['LiveRoom', 'syncs'])
  for (let asked = 0; asked < 120; asked++) page.send('sync', null, null)
  expect(await page.closed).toMatchObject({ code: 1013 })
  expect(page.of('view').length).toBeLessThan(110)
})
