import { evictDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { encodeData } from '../../../packages/durable-object/src/state/format/data.ts'
import { objectOf } from '../calls.ts'
import { join, open, type Page } from './page.ts'

const at = (name: string): [string, string] => ['Deriving', name]
const stubOf = (name: string) => objectOf('Deriving', name)
const as = (user: string) => ({ viewer: { user } })

/** What a page shows is what one that comes now would get, in the same order. */
async function expectWhole(page: Page, name: string, user: string): Promise<void> {
  const { view } = await stubOf(name).liveSnapshot({ user })
  await expect.poll(() => encodeData(page.state, 'view')).toBe(encodeData(view, 'view'))
}

test('each viewer sees what is derived for it, and nothing of what that is made of', async () => {
  const [ann, bob] = [await join(at('orders'), as('ann')), await join(at('orders'), as('bob'))]
  expect(ann.state).toEqual({ open: true, total: 0, others: 0 })
  await stubOf('orders').order('ann', 5)
  await stubOf('orders').order('bob', 7)
  await expect.poll(() => ann.state).toEqual({ open: true, total: 5, others: 1 })
  await expect.poll(() => bob.state).toEqual({ open: true, total: 7, others: 1 })
  expect(JSON.stringify(ann.messages)).not.toMatch(/orders|price|bob/)
  expect(ann.of('view')).toHaveLength(1)
})

test('fields that come, change and go keep the order of a new view', async () => {
  const page = await join(at('order'), as('ann'))
  for (const change of [
    () => stubOf('order').note('ann', 'hello'),
    () => stubOf('order').toggle(),
    () => stubOf('order').order('ann', 1),
    () => stubOf('order').addKey(),
    () => stubOf('order').note('bob', 'not shown'),
  ]) {
    await change()
    await expectWhole(page, 'order', 'ann')
  }
  expect(page.misfits).toBe(0)
})

test('what did not change is not sent, whatever else has', async () => {
  const page = await join(at('same'), as('ann'))
  await stubOf('same').note('bob', 'nothing for ann')
  await stubOf('same').toggle()
  await expect.poll(() => page.state).toMatchObject({ open: false })
  expect(JSON.stringify(page.of('frame'))).not.toMatch(/total|others/)
})

test('a page comes back, and goes on after a sleep', async () => {
  const page = await join(at('back'), as('ann'))
  await stubOf('back').order('ann', 5)
  await expect.poll(() => page.state).toMatchObject({ total: 5 })
  await evictDurableObject(stubOf('back'), { webSockets: 'hibernate' })
  await stubOf('back').order('ann', 1)
  await expect.poll(() => page.state).toMatchObject({ total: 6 })
  expect(page.of('view')).toHaveLength(1)
  page.socket.close(1000)
  await expect.poll(() => page.isClosed).toBe(true)
  const next = await open(at('back'), as('ann'))
  next.goOnFrom(page)
  next.hello({ label: page.label, hash: page.hash })
  await expect.poll(() => next.isShown).toBe(true)
  expect(next.of('view')).toEqual([])
  await expectWhole(next, 'back', 'ann')
})

test.for(['changer', 'long', 'same name'])(
  'what it may not do is logged, and the page sees the rest: %s',
  async (user) => {
    await stubOf(`wrong ${user}`).order('ann', 5)
    const page = await join(at(`wrong ${user}`), as(user))
    expect(page.state).toEqual({ open: true })
    const { view } = await stubOf(`wrong ${user}`).liveSnapshot({ user: 'ann' })
    expect(view).toEqual({ open: true, total: 5, others: 0 })
  },
)
