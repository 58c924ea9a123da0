import { testTime } from '@cloudwerk/durable-object/testing'
import { expect, test } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'
import { gateOf } from '../objects/gate.ts'
import { join, open, type Page } from './page.ts'

const at = (name: string): [string, string] => ['Following', name]
const stubOf = (name: string) => objectOf('Following', name)

/** The same client, with another socket. */
async function again(page: Page, name: string, viewer?: unknown): Promise<Page> {
  const next = await open(at(name), viewer ? { viewer } : {})
  next.client = page.client
  next.hello()
  await expect.poll(() => next.isShown).toBe(true)
  return next
}

const epochOf = (page: Page) => (page.of('hello')[0] as [{ epoch: string }])[0].epoch

test('a frame says which calls of a page it settles', async () => {
  const [ann, bob] = [await join(at('settled')), await join(at('settled'))]
  ann.send('call', 1, 'add', [1])
  ann.send('call', 2, 'get', [])
  expect(await ann.answer(1)).toEqual(['result', 1])
  expect(await ann.answer(2)).toEqual(['result', 1])
  expect(ann.of('frame').map(([, , , settled]) => settled)).toEqual([[1]])
  await expect.poll(() => bob.of('frame')).toHaveLength(1)
  expect(bob.of('frame')[0]).toHaveLength(3)
})

test('a call that is sent again runs once, and its answer is kept', async () => {
  const page = await join(at('once'))
  const epoch = epochOf(page)
  page.send('call', 1, 'add', [5])
  await page.answer(1)
  page.socket.close(1000)
  const next = await again(page, 'once')
  next.send('call', 1, 'add', [5], epoch)
  expect(await next.answer(1)).toEqual(['result', 5])
  expect(await stubOf('once').get()).toBe(5)
})

test('a call that runs while its page reconnects answers to the new connection', async () => {
  const page = await join(at('running'))
  page.send('call', 1, 'addSlowly', [5])
  await gateOf(stubOf('running').id).reached()
  const next = await open(at('running'))
  next.client = page.client
  next.hello()
  await expect.poll(() => next.of('hello')).toHaveLength(1)
  next.send('call', 1, 'addSlowly', [5], epochOf(page))
  gateOf(stubOf('running').id).open()
  expect(await next.answer(1)).toEqual(['result', 5])
  expect(await stubOf('running').get()).toBe(5)
})

test('a page that waits for a view is told with it which of its calls have run', async () => {
  const [page, other] = [await join(at('with the view')), await join(at('with the view'))]
  page.send('call', 1, 'addSlowly', [5])
  await gateOf(stubOf('with the view').id).reached()
  page.send('sync', null, null)
  // It is heard in this order.
  page.send('presence', { waits: true })
  await expect.poll(() => JSON.stringify(other.of('people'))).toContain('waits')
  gateOf(stubOf('with the view').id).open()
  await page.answer(1)
  expect(page.of('view')).toMatchObject([{}, { 1: { count: 5 }, 2: [1] }])
  expect(page.of('frame')).toEqual([])
})

test('a page that connects again is told which of its last calls are in what it is shown', async () => {
  const page = await join(at('told again'))
  page.send('call', 1, 'add', [5])
  page.send('call', 2, 'addSlowly', ['five'])
  page.send('call', 3, 'add', [5])
  await page.answer(3)
  const next = await open(at('told again'))
  next.client = page.client
  next.goOnFrom(page)
  next.hello({ label: page.label, hash: page.hash })
  await expect.poll(() => next.of('same')).toEqual([[page.label, [1, 3]]])
})

test('another viewer with the id of a client gets none of its answers', async () => {
  const page = await join(at('stolen'))
  page.send('call', 1, 'add', [5])
  await page.answer(1)
  const thief = await again(page, 'stolen', { user: 'eve' })
  thief.send('call', 1, 'get', [], epochOf(page))
  expect(await thief.answer(1)).toEqual(['result', 5])
  thief.send('call', 2, 'add', [1])
  expect(await thief.answer(2)).toEqual(['result', 6])
  expect(page.messages.filter(([kind, id]) => kind === 'result' && id === 2)).toEqual([])
})

test('after a restart it is not known whether a call ran, and only what may run twice runs again', async () => {
  const page = await join(at('restart'))
  const epoch = epochOf(page)
  page.send('call', 1, 'add', [5])
  await page.answer(1)
  await restartObjects()
  const next = await again(page, 'restart')
  next.send('call', 1, 'add', [5], epoch)
  next.send('call', 2, 'setTitle', ['again'], epoch)
  next.send('call', 3, 'get', [], epoch)
  expect(await next.answer(1)).toMatchObject(['error', { code: 'UNKNOWN_OUTCOME' }])
  expect(await next.answer(2)).toMatchObject(['result', {}])
  expect(await next.answer(3)).toEqual(['result', 5])
})

test('an answer that is not kept any more is not known, and the call does not run again', async () => {
  const page = await join(at('forgotten'))
  for (let id = 1; id <= 70; id++) page.send('call', id, 'add', [1])
  await page.answer(70)
  const next = await again(page, 'forgotten')
  next.send('call', 1, 'add', [1], epochOf(page))
  next.send('call', 70, 'add', [1], epochOf(page))
  expect(await next.answer(1)).toMatchObject(['error', { code: 'UNKNOWN_OUTCOME' }])
  expect(await next.answer(70)).toEqual(['result', 70])
})

test('a page that calls too often is told so, and the calls beyond do not run', async () => {
  const time = testTime('2026-11-28T06:00:00Z')
  const page = await join(at('often'))
  for (let id = 1; id <= 150; id++) page.send('call', id, 'add', [1])
  await page.answer(150)
  const busy = page
    .of('error')
    .filter(([, failure]) => (failure as { code: string }).code === 'BUSY')
  expect(busy).toHaveLength(50)
  await time.advance('1s')
  for (let id = 151; id <= 220; id++) page.send('call', id, 'add', [1])
  await page.answer(220)
  expect(await stubOf('often').get()).toBe(150)
})

test('what is too long or too deep closes the socket', async () => {
  const deep = `${'['.repeat(70)}${']'.repeat(70)}`
  for (const args of [JSON.stringify(['x'.repeat(70_000)]), deep]) {
    const page = await join(at('sizes'))
    page.socket.send(`["call",1,"setTitle",${args}]`)
    expect(await page.closed).toMatchObject({ code: 1008 })
  }
})

test('pages of one viewer that connect together do not get the answers of each other', async () => {
  const pages = await Promise.all(Array.from({ length: 3 }, () => open(at('together'))))
  for (const [index, page] of pages.entries()) {
    page.hello()
    await expect.poll(() => page.isShown).toBe(true)
    page.send('call', 1, 'add', [1])
    expect(await page.answer(1)).toEqual(['result', index + 1])
  }
})
