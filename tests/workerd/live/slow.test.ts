import { testTime } from '@cloudwerk/durable-object/testing'
import { expect, test } from 'vitest'
import { objectOf } from '../calls.ts'
import { join, open, type Page } from './page.ts'

const at = (name: string): [string, string] => ['Following', name]
const stubOf = (name: string) => objectOf('Following', name)
const framesOf = (page: Page) => page.of('frame').length

/** Changes the object so often, one commit each. */
async function change(name: string, times: number): Promise<void> {
  for (let done = 0; done < times; done++) await stubOf(name).add(1)
}

/** A page, and another one that has seen the same. */
async function pair(name: string): Promise<[slow: Page, other: Page]> {
  return [await join(at(name)), await join(at(name))]
}

/** The page says that it has read all it was sent. */
const acknowledge = (page: Page) => page.send('ack', page.messages.length)

test('a page that does not read is sent nothing more, and then what it missed', async () => {
  const time = testTime('2026-11-28T06:00:00Z')
  const [slow, other] = await pair('slow')
  await change('slow', 70)
  await expect.poll(() => framesOf(slow)).toBe(70)
  acknowledge(other)
  await time.advance('16s')
  await change('slow', 10)
  await expect.poll(() => other.state).toMatchObject({ count: 80 })
  expect(framesOf(slow)).toBe(70)
  acknowledge(slow)
  await expect.poll(() => slow.state).toMatchObject({ count: 80 })
  expect(framesOf(slow)).toBe(71)
  expect(slow.of('view')).toHaveLength(1)
  await change('slow', 1)
  await expect.poll(() => slow.state).toMatchObject({ count: 81 })
})

test('a page that reads, or is not sent much, is not taken for slow', async () => {
  const time = testTime('2026-11-28T06:00:00Z')
  const [page, reader] = await pair('quick')
  for (let round = 0; round < 4; round++) {
    await change('quick', 12)
    await expect.poll(() => reader.state).toMatchObject({ count: 12 * (round + 1) })
    acknowledge(reader)
    await time.advance('20s')
  }
  await change('quick', 1)
  for (const each of [page, reader]) {
    await expect.poll(() => each.state).toMatchObject({ count: 49 })
    expect(each.isClosed).toBe(false)
  }
})

test('a page that has read a view in parts, and as much as it need not say, is not taken for slow', async () => {
  const time = testTime('2026-11-28T06:00:00Z')
  await stubOf('parts read').fill(600_000)
  const page = await open(at('parts read'))
  page.acknowledges = true
  page.hello()
  await expect.poll(() => page.isShown).toBe(true)
  await time.advance('61s')
  await change('parts read', 1)
  await expect.poll(() => page.state).toMatchObject({ count: 1 })
  expect(page.isClosed).toBe(false)
})

test('a page that does not read for a minute is closed, and may come back', async () => {
  const time = testTime('2026-11-28T06:00:00Z')
  const [slow, other] = await pair('minute')
  await stubOf('minute').fill(300_000)
  await expect.poll(() => framesOf(other)).toBe(1)
  acknowledge(other)
  await time.advance('59s')
  expect(slow.isClosed).toBe(false)
  await time.advance('2s')
  expect(await slow.closed).toMatchObject({ code: 4008 })
  expect(other.isClosed).toBe(false)
})

test('who says no hello is closed', async () => {
  const time = testTime('2026-11-28T06:00:00Z')
  const page = await open(at('no hello'))
  await time.advance('11s')
  expect(await page.closed).toMatchObject({ code: 1008 })
})

test('who has not pinged for two minutes is not among the people any more', async () => {
  const time = testTime('2026-11-28T06:00:00Z')
  const [silent, page] = await pair('silent')
  await expect.poll(() => page.of('people').at(-1)?.[2]).toBe(1)
  await time.advance('121s')
  page.send('presence', { typing: true })
  const cyd = await join(at('silent'))
  await expect.poll(() => JSON.stringify(cyd.of('people'))).toContain('typing')
  expect(JSON.stringify(cyd.of('people'))).not.toContain(
    (silent.of('hello')[0] as [{ you: string }])[0].you,
  )
})
