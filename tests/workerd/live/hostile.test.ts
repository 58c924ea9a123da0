import { evictDurableObject } from 'cloudflare:test'
import { testTime } from '@cloudwerk/durable-object/testing'
import { expect, test } from 'vitest'
import { objectOf } from '../calls.ts'
import { join, open, type Page } from './page.ts'

const following = (name: string): [string, string] => ['Following', name]
const acknowledge = (page: Page) => page.send('ack', page.messages.length)

test('a prototype cannot be set in arguments, however it is spelled', async () => {
  const spellings = [
    '"__proto__"',
    '["__proto__"]',
    '{"$":["s","__proto__"]}',
    '{"$":["r","a",""]}',
  ]
  for (const kind of ['o', 'n']) {
    for (const key of spellings) {
      const page = await join(['LiveRoom', 'spellings'])
      page.socket.send(`["call",1,"say",[{"$":["${kind}",${key},{"admin":true}]}]]`)
      expect(await page.closed).toMatchObject({ code: 1008 })
    }
  }
})

test('pages that never ask for the next part of a view keep nobody else from theirs', async () => {
  const time = testTime('2026-11-28T06:00:00Z')
  const stub = objectOf('Following', 'parts not taken')
  await stub.fill(300_000)
  const hostile: Page[] = []
  for (let at = 0; at < 4; at++) {
    const page = await open(following('parts not taken'))
    page.hello()
    await expect.poll(() => page.of('part')).toHaveLength(1)
    acknowledge(page)
    hostile.push(page)
  }
  const page = await open(following('parts not taken'))
  page.hello()
  await expect.poll(() => page.of('hello')).toHaveLength(1)
  const { label } = await stub.liveSnapshot({ user: 'ann' })
  const hasIt = await open(following('parts not taken'))
  hasIt.hello({ label })
  await expect.poll(() => hasIt.of('same')).toHaveLength(1)
  await time.advance('61s')
  for (const each of hostile) expect(await each.closed).toMatchObject({ code: 4008 })
  await expect.poll(() => page.of('part')).toHaveLength(1)
})

test('a page that asks for views and does not read them is sent no more of them', async () => {
  const stub = objectOf('Following', 'asks and asks')
  await stub.fill(200_000)
  const page = await join(following('asks and asks'))
  for (let at = 0; at < 50; at++) page.send('sync', null, null)
  page.send('call', 1, 'get', [])
  const other = await join(following('asks and asks'))
  await stub.add(1)
  await expect.poll(() => other.state).toMatchObject({ count: 1 })
  expect(page.of('view').length).toBeLessThan(5)
  acknowledge(page)
  await expect.poll(() => page.state).toMatchObject({ count: 1 })
  await page.answer(1)
})

test('hundreds of viewers who each see something else cost no change, and wake with the object', async () => {
  const [at, stub] = [
    ['Deriving', 'hundreds'] as [string, string],
    objectOf('Deriving', 'hundreds'),
  ]
  const pages = await Promise.all(
    Array.from({ length: 900 }, (_, number) => open(at, { viewer: { user: `guest ${number}` } })),
  )
  for (const page of pages) page.hello()
  await expect.poll(() => pages.every(({ isShown }) => isShown)).toBe(true)
  await stub.order('guest 7', 5)
  await expect.poll(() => pages[7]?.state).toMatchObject({ total: 5, others: 0 })
  await evictDurableObject(stub)
  await stub.order('guest 899', 6)
  await expect.poll(() => pages[899]?.state).toMatchObject({ total: 6, others: 1 })
  expect(pages.every(({ isClosed }) => !isClosed)).toBe(true)
})

test('a page cannot have read more than it was sent, also after the object slept', async () => {
  for (const count of [-1, 1.5, 1e300, null, '2', 100]) {
    const page = await join(following('reads ahead'))
    page.send('ack', count)
    expect(await page.closed).toMatchObject({ code: 1008 })
  }
  const page = await join(following('reads ahead'))
  const stub = objectOf('Following', 'reads ahead')
  const follow = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at++) await stub.add(1)
    await expect.poll(async () => page.state).toMatchObject({ count: await stub.get() })
  }
  await follow(100)
  acknowledge(page)
  // It reads nothing while the object falls asleep again and again.
  for (let slept = 0; slept < 4; slept++) {
    await evictDurableObject(stub, { webSockets: 'hibernate' })
    await follow(40)
  }
  acknowledge(page)
  page.send('ack', 3)
  await follow(65)
  acknowledge(page)
  await follow(1)
  page.send('ack', page.messages.length + 4 * 64)
  expect(await page.closed).toMatchObject({ code: 1008 })
})
