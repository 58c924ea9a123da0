import { expect, test } from 'vitest'
import { caught, objectOf } from '../calls.ts'
import { join, open, type Page } from './page.ts'

const at = (name: string): [string, string] => ['Following', name]
const as = (user: string, more: object = {}) => ({ viewer: { user, ...more } })

/** Whom a page sees, after all that it was told. */
function others(page: Page): unknown[] {
  const people = new Map<unknown, object>()
  for (const [came, gone] of page.of('people') as [[unknown, object][], unknown[]][]) {
    for (const id of gone) people.delete(id)
    for (const [id, value] of came) people.set(id, value)
  }
  return [...people.values()]
}

const countOf = (page: Page) => page.of('people').at(-1)?.[2]

test('a page sees who comes, what they set, and who goes', async () => {
  const ann = await join(at('people'), as('ann'))
  const bob = await open(at('people'), as('bob'))
  bob.hello({ presence: { typing: true } })
  await expect.poll(() => others(ann)).toEqual([{ user: 'bob', typing: true }])
  await expect.poll(() => others(bob)).toEqual([{ user: 'ann' }])
  bob.send('presence', { typing: false, at: { $: ['d', 5] } })
  await expect
    .poll(() => others(ann))
    .toEqual([{ user: 'bob', typing: false, at: { $: ['d', 5] } }])
  expect(countOf(ann)).toBe(1)
  bob.socket.close(1000)
  await expect.poll(() => others(ann)).toEqual([])
  expect(countOf(ann)).toBe(0)
})

test('a page is not told of itself, and what it sets cannot be long', async () => {
  const ann = await join(at('itself'), as('ann'))
  await join(at('itself'), as('bob'))
  ann.send('presence', { text: 'x'.repeat(2_000) })
  ann.send('presence', 'no object')
  const cyd = await join(at('itself'), as('cyd'))
  await expect.poll(() => others(cyd)).toEqual([{ user: 'ann' }, { user: 'bob' }])
  const [, hello] = ann.messages[0] as [string, { you: string }]
  expect(JSON.stringify(ann.of('people'))).not.toContain(hello.you)
})

test('of many only the first 200 are listed, and all are counted', async () => {
  const pages = await Promise.all(
    Array.from({ length: 205 }, (_, index) => join(at('many'), as(`u${index}`))),
  )
  const last = pages.at(-1) as Page
  await expect.poll(() => countOf(last)).toBe(204)
  expect(others(last)).toHaveLength(200)
  for (const page of pages.slice(0, 3)) page.socket.close(1000)
  await expect.poll(() => countOf(last)).toBe(201)
  // Others take the places of those who left.
  expect(others(last)).toHaveLength(200)
})

test('an event comes after the change that it belongs to, and only to those it is for', async () => {
  const [ann, root] = [
    await join(at('events'), as('ann')),
    await join(at('events'), as('root', { admin: true })),
  ]
  ann.send('call', 1, 'cheer', ['hooray'])
  await ann.answer(1)
  const kinds = ann.messages
    .map(([kind]) => kind)
    .filter((kind) => !['people', 'hello'].includes(kind))
  expect(kinds).toEqual(['view', 'frame', 'event', 'result'])
  expect(ann.of('event')).toEqual([['cheer', { name: 'hooray' }]])
  await expect
    .poll(() => root.of('event'))
    .toEqual([
      ['cheer', { name: 'hooray' }],
      ['secret', 'hooray'],
    ])
})

test('of a handler that fails no event is sent', async () => {
  const page = await join(at('no events'))
  await caught(objectOf('Following', 'no events').cheerAndFail('never'))
  await objectOf('Following', 'no events').add(1)
  await expect.poll(() => page.state).toMatchObject({ count: 1 })
  expect(page.of('event')).toEqual([])
})

test('those whose rights have ended are closed for good, before they see what changed', async () => {
  const [eve, ann] = [await join(at('kick'), as('eve')), await join(at('kick'), as('ann'))]
  await objectOf('Following', 'kick').kick('eve')
  expect(await eve.closed).toMatchObject({ code: 4003 })
  await expect.poll(() => ann.state).toMatchObject({ title: 'without eve' })
  expect(eve.of('frame')).toEqual([])
  await expect.poll(() => others(ann)).toEqual([])
})
