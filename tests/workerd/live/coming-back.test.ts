import { evictDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { hashText } from '../../../packages/durable-object/src/runtime/live/text-hash.ts'
import { encodeData } from '../../../packages/durable-object/src/state/format/data.ts'
import { objectOf, restartObjects } from '../calls.ts'
import { join, open, type Page } from './page.ts'

const at = (name: string): [string, string] => ['Following', name]
const stubOf = (name: string) => objectOf('Following', name)

/** The same client, with another socket. */
async function again(page: Page, name: string, more: object = {}): Promise<Page> {
  const next = await open(at(name))
  next.client = page.client
  next.goOnFrom(page)
  next.hello({ label: page.label, hash: page.hash, ...more })
  await expect.poll(() => next.isShown).toBe(true)
  return next
}

test('a page that missed nothing gets no state again', async () => {
  const page = await join(at('same'))
  await join(at('same'))
  page.socket.close(1000)
  const next = await again(page, 'same')
  expect(next.of('same')).toEqual([[page.label]])
  expect(next.of('view')).toEqual([])
})

test('a page that missed changes gets just those, if others have followed', async () => {
  const page = await join(at('missed'))
  await join(at('missed'))
  page.socket.close(1000)
  await stubOf('missed').add(1)
  await stubOf('missed').hide('not shown')
  await stubOf('missed').setTitle('second')
  const next = await again(page, 'missed')
  expect(next.of('view')).toEqual([])
  expect(next.of('frame')).toHaveLength(1)
  expect(next.state).toEqual({ title: 'second', count: 1, text: '' })
  await stubOf('missed').add(1)
  await expect.poll(() => next.state).toMatchObject({ count: 2 })
})

test('a page that was alone is told whether something has changed while it was away', async () => {
  const page = await join(at('alone'))
  page.socket.close(1000)
  await expect.poll(() => page.isClosed).toBe(true)
  await stubOf('alone').hide('not shown')
  const same = await again(page, 'alone')
  expect(same.of('view')).toEqual([])
  expect(same.of('same')).toHaveLength(1)
  same.socket.close(1000)
  await expect.poll(() => same.isClosed).toBe(true)
  await stubOf('alone').add(5)
  const next = await again(same, 'alone')
  expect(next.of('same')).toEqual([])
  expect(next.state).toMatchObject({ count: 5 })
})

test('after a sleep, open pages go on with frames, and so does one that comes back', async () => {
  const [page, other] = [await join(at('sleep')), await join(at('sleep'))]
  await stubOf('sleep').add(1)
  await expect.poll(() => other.state).toMatchObject({ count: 1 })
  await expect.poll(() => page.state).toMatchObject({ count: 1 })
  other.socket.close(1000)
  await expect.poll(() => other.isClosed).toBe(true)
  const epoch = page.label?.[0]
  await evictDurableObject(stubOf('sleep'), { webSockets: 'hibernate' })
  await stubOf('sleep').add(1)
  await expect.poll(() => page.state).toMatchObject({ count: 2 })
  expect(page.of('view')).toHaveLength(1)
  expect(page.label?.[0]).not.toBe(epoch)
  const next = await again(other, 'sleep', { hash: undefined })
  expect(next.of('view')).toEqual([])
  expect(next.state).toMatchObject({ count: 2 })
  await evictDurableObject(stubOf('sleep'), { webSockets: 'hibernate' })
  page.send('call', 1, 'add', [1])
  expect(await page.answer(1)).toEqual(['result', 3])
  expect(page.state).toMatchObject({ count: 3 })
  await expect.poll(() => next.state).toMatchObject({ count: 3 })
  expect(page.of('view')).toHaveLength(1)
})

test('what is written while the object wakes is not taken for what pages have', async () => {
  const page = await join(['WakingPages', 'wakes'])
  expect(page.state).toEqual({ wakes: 1 })
  await evictDurableObject(objectOf('WakingPages', 'wakes'), { webSockets: 'hibernate' })
  await objectOf('WakingPages', 'wakes').get()
  await expect.poll(() => page.state).toEqual({ wakes: 2 })
})

test('after a crash a page is told that nothing has changed, or gets the view', async () => {
  const page = await join(at('crash'))
  await restartObjects()
  const same = await again(page, 'crash')
  expect(same.of('view')).toEqual([])
  expect(same.label?.[0]).not.toBe(page.label?.[0])
  await restartObjects()
  await stubOf('crash').add(1)
  const next = await again(same, 'crash')
  expect(next.of('same')).toEqual([])
  expect(next.state).toMatchObject({ count: 1 })
})

test('a page whose viewer may see something else gets another view', async () => {
  const page = await join(at('rights'))
  const next = await open(at('rights'), { viewer: { user: 'ann', admin: true } })
  next.hello({ label: page.label, hash: page.hash })
  await expect.poll(() => next.isShown).toBe(true)
  expect(next.state).toHaveProperty('hidden')
})

test('a page that lost its place asks, and gets what it lacks', async () => {
  const page = await join(at('sync'))
  await stubOf('sync').add(1)
  await expect.poll(() => page.state).toMatchObject({ count: 1 })
  page.send('sync', null, null)
  await expect.poll(() => page.of('view')).toHaveLength(2)
  page.send('sync', page.label, page.hash)
  await expect.poll(() => page.of('same')).toHaveLength(1)
})

test('a long view comes in parts, each asked for, and frames in between are not lost', async () => {
  await stubOf('parts').fill(600_000)
  const page = await open(at('parts'))
  page.hello()
  await expect.poll(() => page.of('part')).toHaveLength(1)
  await stubOf('parts').add(1)
  await expect.poll(() => page.of('frame')).toHaveLength(1)
  for (let parts = 1; parts < 3; parts++) {
    page.send('next')
    await expect.poll(() => page.of('part')).toHaveLength(parts + 1)
  }
  expect(page.state).toMatchObject({ count: 1, text: 'é'.repeat(600_000) })
})

test('four pages at a time get the parts of a view', async () => {
  await stubOf('four').fill(600_000)
  const pages = await Promise.all(Array.from({ length: 6 }, () => open(at('four'))))
  for (const page of pages) page.hello()
  const receiving = () => pages.filter((page) => page.of('part').length > 0)
  await expect.poll(receiving).toHaveLength(4)
  const [first] = receiving()
  first?.send('next')
  first?.send('next')
  await expect.poll(receiving).toHaveLength(5)
  receiving()[1]?.socket.close(1000)
  await expect.poll(receiving).toHaveLength(6)
})

test('a view that is too long is refused, with advice in the log', async () => {
  await stubOf('long').fill(9_000_000)
  const page = await open(at('long'))
  page.hello()
  expect(await page.closed).toMatchObject({ code: 4003 })
})

test('an object that was emptied shows its new state', async () => {
  const page = await join(at('emptied'))
  await stubOf('emptied').add(3)
  await expect.poll(() => page.state).toMatchObject({ count: 3 })
  await stubOf('emptied').forget()
  await expect.poll(() => page.state).toMatchObject({ count: 0 })
})

test('an object that is destroyed closes its pages, and is not made again for them', async () => {
  const page = await join(at('destroyed'))
  await stubOf('destroyed').destroy()
  expect(await page.closed).toMatchObject({ code: 4001 })
  expect(await stubOf('destroyed').exists()).toBe(false)
})

test('a page that was rendered on the server goes on from there', async () => {
  await stubOf('rendered').add(4)
  const { view, label } = await stubOf('rendered').liveSnapshot({ user: 'ann' })
  expect(view).toEqual({ title: 'first', count: 4, text: '' })
  const hash = hashText(encodeData(view, 'the view'))
  const same = await open(at('rendered'))
  same.hello({ label, hash })
  await expect.poll(() => same.isShown).toBe(true)
  expect(same.of('view')).toEqual([])
  const snapshot = await stubOf('rendered').liveSnapshot({ user: 'root', admin: true })
  expect(snapshot.view).toHaveProperty('hidden')
  await stubOf('rendered').add(1)
  const next = await open(at('rendered'))
  next.hello({ label, hash })
  await expect.poll(() => next.isShown).toBe(true)
  expect([...next.of('frame'), ...next.of('view')]).toHaveLength(1)
})
