import { testObject } from '@cloudwerk/durable-object/testing'
import { expect, test } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'
import { join, open } from './page.ts'

const at = (name: string): [string, string] => ['Following', name]
const stubOf = (name: string) => objectOf('Following', name)

test('what a change takes does not depend on the length of the state', async () => {
  const lengths: number[] = []
  for (const characters of [1_000, 200_000, 4_000_000]) {
    const name = `long ${characters}`
    await stubOf(name).fill(characters)
    const page = await open(at(name))
    page.acknowledges = true
    page.hello()
    await expect.poll(() => page.isShown).toBe(true)
    await stubOf(name).add(1)
    await expect.poll(() => page.of('frame')).toHaveLength(1)
    lengths.push(JSON.stringify(page.of('frame')).length)
  }
  expect(new Set(lengths)).toHaveLength(1)
  expect(lengths[0]).toBeLessThan(40)
})

test('pages cost no rows, whatever they do', async () => {
  const rowsOf = async (name: string) => {
    const commits = await testObject(stubOf(name)).commits()
    return commits.map(({ handler, rows }) => [handler, rows])
  }
  for (const name of ['without pages', 'with pages']) await stubOf(name).get()
  const pages = await Promise.all(
    Array.from({ length: 20 }, () => join(at('with pages'), { viewer: { user: 'ann' } })),
  )
  for (const page of pages) page.send('presence', { typing: true })
  for (const name of ['without pages', 'with pages']) {
    await stubOf(name).add(1)
    await stubOf(name).setTitle('next')
    await stubOf(name).cheer('three')
  }
  await expect.poll(() => pages[0]?.state).toMatchObject({ title: 'three' })
  for (const page of pages.slice(10)) page.socket.close(1000)
  expect(await rowsOf('with pages')).toEqual(await rowsOf('without pages'))
})

test.each([
  ['the same instance', 'few bytes', async () => undefined],
  ['another one, as after a deployment', 'few bytes again', restartObjects],
])(
  'a page that has missed nothing is sent less than 200 characters by %s',
  async (_, name, restart) => {
    const page = await join(at(name))
    await stubOf(name).fill(100_000)
    await expect.poll(() => page.of('frame')).toHaveLength(1)
    page.socket.close(1000)
    await expect.poll(() => page.isClosed).toBe(true)
    await restart()
    const next = await open(at(name))
    next.goOnFrom(page)
    next.hello({ label: page.label, hash: page.hash })
    await expect.poll(() => next.isShown).toBe(true)
    const sent = next.messages.filter(([kind]) => kind !== 'people')
    expect(JSON.stringify(sent).length).toBeLessThan(200)
  },
)
