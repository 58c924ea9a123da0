// Becomes a test of the guide's app, for what its pages say about objects without testing it themselves.
import { connect, type LiveShape } from '@cloudwerk/client'
import { durableObjects } from '@cloudwerk/core/bindings'
import { AppWebSocket, fetchApp } from '@cloudwerk/core/testing'
import { testObject, testTime } from '@cloudwerk/durable-object/testing'
import { expect, test, vi } from 'vitest'
import account from '../app/objects/account.ts'
import analytics from '../app/objects/analytics.ts'
import library from '../app/objects/library.ts'
import list from '../app/objects/list.ts'
import newsletter from '../app/objects/newsletter.ts'
import preferences from '../app/objects/preferences.ts'
import prices from '../app/objects/prices.ts'
import session from '../app/objects/session.ts'

const post = (path: string, body: unknown) =>
  fetchApp(path, { method: 'POST', body: JSON.stringify(body) })

test('the cart adds, counts in the background, and reports what it does not have', async () => {
  await post('/api/carts/ann', { id: 'tea', price: 3 })
  const second = await post('/api/carts/ann', { id: 'tea', price: 3 })
  expect([second.status, await second.json()]).toEqual([201, { total: 6 }])
  expect((await post('/api/carts/ann', { id: 'tea' })).status).toBe(400)
  const counter = testObject(durableObjects.Counter.getByName('carts'))
  await expect.poll(() => counter.methods.getValue()).toBe(2)
  const contents = await (await fetchApp('/api/carts/ann')).json()
  expect(contents).toMatchObject({ items: [{ id: expect.any(String) }] })
  const missing = await fetchApp('/api/carts/ann/milk', { method: 'DELETE' })
  expect(await missing.json()).toEqual({ error: 'There is no milk in the cart ann' })
  const removed = await fetchApp('/api/carts/ann/tea', { method: 'DELETE' })
  expect(await removed.json()).toEqual({ total: 0 })
})

test('an error behind a router in fetch undoes the handler and reaches the caller', async () => {
  const post = (body: string) => fetchApp('/boards/ann/notes', { method: 'POST', body })
  expect(await (await post('first')).json()).toEqual({ count: 1 })
  const refused = await post('')
  expect([refused.status, await refused.json()]).toEqual([422, { error: 'A note needs a text' }])
  const board = testObject(durableObjects.Board.getByName('ann'))
  expect(await board.methods.notes()).toEqual(['first'])
})

test('a change that does not fit the schema is undone, and its issues are reported', async () => {
  const ann = testObject(durableObjects.Session.getByName('ann'), session)
  await ann.methods.visit('Ann')
  await expect(ann.methods.undo(2)).rejects.toMatchObject({
    code: 'DURABLE_OBJECT_STATE',
    issues: [expect.objectContaining({ path: 'state.visits' })],
  })
  expect(await ann.state()).toEqual({ user: 'Ann', visits: 1 })
})

test('an index lives in the memory, and is made again from the state', async () => {
  const stub = durableObjects.Library.getByName('town')
  const { methods, memory, crash } = testObject(stub, library)
  await methods.add({ title: 'Moby Dick', text: 'Call me Ishmael' })
  await expect(methods.add({ title: '', text: 'Ishmael' })).rejects.toThrow('needs a title')
  expect(await methods.find('ishmael')).toEqual(['Moby Dick'])
  expect((await memory()).titlesByWord.size).toBe(3)
  await crash()
  expect(await methods.find('CALL')).toEqual(['Moby Dick'])
})

test('an auction lets in who says a name, and takes what fits its messages', async () => {
  const refused = await fetchApp('/auctions/lamp/socket', { headers: { Upgrade: 'websocket' } })
  expect([refused.status, await refused.text()]).toEqual([401, 'Say who you are'])
  expect((await fetchApp('/auctions/lamp/socket?name=Ann')).status).toBe(426)

  const eve = await enter('/auctions/lamp/socket?name=Eve&watch')
  const ann = await enter('/auctions/lamp/socket?name=Ann')
  ann.send({ type: 'rename', name: 'Anna' })
  ann.send({ type: 'bid', amount: 5 })
  await expect.poll(() => eve.received).toHaveLength(3)
  expect(eve.received).toEqual([
    { type: 'highest', name: 'nobody', amount: 0 },
    { type: 'joined', name: 'Ann' },
    { type: 'highest', name: 'Anna', amount: 5 },
  ])
  eve.send({ type: 'bid', amount: 6 })
  await expect.poll(() => eve.received.at(-1)).toEqual({ type: 'refused', amount: 6 })
  ann.send({ type: 'bid', amount: -1 })
  await expect
    .poll(() => ann.received.at(-1))
    .toEqual({
      type: 'error',
      code: 'INVALID_MESSAGE',
      message: "The message 'bid' does not fit at amount: Too small: expected number to be >0",
      issues: [{ message: 'Too small: expected number to be >0', path: ['amount'] }],
    })
  ann.socket.close()
  await expect.poll(() => eve.received.at(-1)).toEqual({ type: 'left', name: 'Anna' })
  const headers = { Upgrade: 'websocket', Origin: 'https://elsewhere.example' }
  expect((await fetchApp('/auctions/lamp/socket?name=Eve', { headers })).status).toBe(403)
})

async function enter(path: string) {
  const { webSocket: socket } = await fetchApp(path, { headers: { Upgrade: 'websocket' } })
  if (!socket) throw new Error('The socket was not accepted')
  const received: unknown[] = []
  socket.addEventListener('message', ({ data }) => received.push(JSON.parse(String(data))))
  socket.accept()
  return { socket, received, send: (message: object) => socket.send(JSON.stringify(message)) }
}

test('a state with an explicit type is stored', async () => {
  const ann = testObject(durableObjects.Preferences.getByName('ann'), preferences)
  await ann.methods.setTheme('dark')
  expect(await ann.state()).toEqual({ theme: 'dark', languages: [] })
})

test('a new list has the state of the latest version', async () => {
  const ann = testObject(durableObjects.List.getByName('ann'), list)
  expect(await ann.methods.size()).toBe(0)
  expect(await ann.state()).toEqual({ items: new Map(), total: 0 })
})

test('a body is measured while it flows, and another object is called', async () => {
  const response = await fetchApp('/api/archive/a', { method: 'PUT', body: 'x'.repeat(70_000) })
  expect(await response.json()).toEqual({ size: 70_000 })
  const archive = durableObjects.Archive.getByName('main')
  // Untyped: part of a result that has not arrived.
  expect(await (archive.describe() as unknown as { name: Promise<string> }).name).toBe('main')
  expect(await durableObjects.Counter.getByName('archived').getValue()).toBe(1)
})

test('rows are counted in SQL', async () => {
  const site = testObject(durableObjects.Analytics.getByName('site'), analytics)
  for (const path of ['/', '/', '/about']) await site.methods.track(path)
  expect(await site.methods.top(1)).toEqual([{ path: '/', views: 2 }])
  expect(await site.methods.last()).toBe('/about')
})

test('a throw undoes rows and state together, and a savepoint only its own', async () => {
  const ann = testObject(durableObjects.Account.getByName('ann'), account)
  await ann.methods.move(10, 'salary')
  await expect(ann.methods.move(-11, 'rent')).rejects.toThrow('not enough')
  expect(await ann.state()).toEqual({ balance: 10 })
  expect(await ann.methods.moves()).toEqual([{ amount: 10, note: 'salary' }])
  expect(await ann.methods.addAll([500, 900, 400])).toBe(910)
  expect((await ann.methods.moves()).map(({ amount }) => amount)).toEqual([10, 500, 400])
})

test('handlers with SQL share a request that one of them has started', async () => {
  const asked = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => {
    await scheduler.wait(20)
    return new Response('5 EUR')
  })
  const shop = testObject(durableObjects.Prices.getByName('shop'), prices)
  const url = 'https://shop.example/tea'
  const all = await Promise.all([shop.methods.ask(url), shop.methods.ask(url)])
  expect(all).toEqual(['5 EUR', '5 EUR'])
  expect(asked).toHaveBeenCalledTimes(1)
  expect(await shop.methods.known()).toEqual([{ url, price: '5 EUR' }])
  asked.mockRestore()
})

test('work continues after the answer, in its own turn', async () => {
  const news = testObject(durableObjects.Newsletter.getByName('news'), newsletter)
  expect(await news.methods.subscribe('ann@example.com')).toBe('Soon')
  await expect.poll(() => news.methods.counts()).toEqual({ waiting: 0, sent: 1 })
})

test('a page is served from its file', async () => {
  expect(await (await fetchApp('/')).text()).toContain('<h1>Hello</h1>')
})

test('money moves from one wallet to another, once for a key', async () => {
  const { Wallet } = durableObjects
  await Wallet.getByName('ann').deposit(10)
  const send = async () => {
    const headers = { 'Idempotency-Key': 'rent' }
    const init = { method: 'POST', headers, body: JSON.stringify({ to: 'bob', amount: 5 }) }
    return (await fetchApp('/api/wallets/ann/transfers', init)).json()
  }
  expect(await send()).toEqual(await send())
  await expect.poll(async () => (await Wallet.getByName('ann').show()).onTheWay).toBe(0)
  expect(await Wallet.getByName('ann').show()).toEqual({ balance: 5, onTheWay: 0 })
  expect(await Wallet.getByName('bob').show()).toEqual({ balance: 5, onTheWay: 0 })
})

test('a seat that is taken is refused, and refunded by a job of its own', async () => {
  const { Order } = durableObjects
  await Order.getByName('one').ask('A1')
  await expect
    .poll(async () => (await Order.getByName('one').show()).seats)
    .toEqual({ A1: 'reserved' })
  await Order.getByName('two').ask('A1')
  await expect
    .poll(() => Order.getByName('two').show())
    .toEqual({ seats: { A1: 'refused' }, refunds: 1 })
})

test('an order is paid by a job, or given up, and its reminder can be cancelled', async () => {
  const shop = testObject(durableObjects.Shop.getByName('main'))
  await shop.methods.order('1', 'ann@example.com')
  await expect.poll(() => shop.methods.orders()).toEqual({ 1: 'paid' })
  const reminder = { name: 'remind', key: 'reminder 1', status: 'waiting' }
  expect(await shop.methods.waiting()).toEqual([reminder])
  await shop.methods.cancel('1')
  expect(await shop.methods.waiting()).toEqual([])
  expect(await shop.methods.tryAgain('nothing')).toBe(false)
})

test('an inbox makes a digest where its owner lives, and ends when nobody needs it', async () => {
  const time = testTime('2026-03-27T20:00:00Z')
  const inbox = testObject(durableObjects.Inbox.getByName('ann'))
  await inbox.methods.receive('hello')
  await time.advance('2d')
  expect(await inbox.methods.digests()).toEqual([])
  await time.advance('12h')
  expect(await inbox.methods.digests()).toEqual(['2026-03-30T07:00:00.000Z: 1 messages'])
  await inbox.methods.moveTo('America/New_York')
  await inbox.methods.receive('again')
  await time.advance('1d')
  expect((await inbox.methods.digests()).slice(1)).toEqual(['2026-03-30T13:00:00.000Z: 1 messages'])
  await time.advance('91d')
  expect(await inbox.state()).toBeUndefined()
})

interface Poll extends LiveShape {
  state: { choices: { text: string }[] }
  calls: { propose(text: string): void }
}

test('a page goes on from the poll that its server has rendered', async () => {
  await durableObjects.Poll.getByName('rendered').propose('</script>')
  const html = await (await fetchApp('/polls/rendered')).text()
  const [, data = ''] = /globalThis\.from = (.*?)<\/script>/.exec(html) ?? []
  const page = connect<Poll>('ws://app/polls/rendered/live', {
    from: JSON.parse(data),
    WebSocket: AppWebSocket.with({ Cookie: 'user=bob' }),
  })
  expect(page.getSnapshot()?.choices).toEqual([{ text: '</script>', votes: 0 }])
  await page.calls.propose('at the river')
  expect(page.getSnapshot()?.choices).toHaveLength(2)
  page.close()
})

test('who has signed in is a member until the session ends, and a made-up cookie creates nothing', async () => {
  const body = new URLSearchParams({ user: 'ann', password: 'sesame' })
  const signedIn = await fetchApp('/sign-in', { method: 'POST', body, redirect: 'manual' })
  const [cookie = ''] = signedIn.headers.get('Set-Cookie')?.split(';') ?? []
  const ask = (Cookie: string) =>
    fetchApp('/members/none', { headers: { Cookie }, redirect: 'manual' })
  // There is no such page, which only members learn.
  expect((await ask(cookie)).status).toBe(404)
  const login = durableObjects.Login.getByName(cookie.replace('session=', ''))
  await login.end()
  const made = crypto.randomUUID()
  for (const other of [cookie, `session=${made}`, '']) expect((await ask(other)).status).toBe(303)
  expect(await durableObjects.Login.getByName(made).exists()).toBe(false)
  body.set('password', 'open')
  expect((await fetchApp('/sign-in', { method: 'POST', body })).status).toBe(403)
})
