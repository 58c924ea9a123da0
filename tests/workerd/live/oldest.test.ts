import { expect, test } from 'vitest'
import { join, open } from './page.ts'

test.each([
  [undefined, { code: 4010, reason: expect.stringContaining('Load it again.') }],
  [1, { code: 4010, reason: expect.stringContaining('Load it again.') }],
  ['2', { code: 1008, reason: expect.stringContaining('protocol') }],
])('an outdated page is told nothing but that (version %j)', async (version, closed) => {
  const page = await open(['VersionedPages', 'outdated'])
  page.hello({ version })
  expect(await page.closed).toEqual(closed)
  expect(page.messages).toEqual([])
})

test.each([2, 3])('a page of version %i is shown what there is', async (version) => {
  const page = await open(['VersionedPages', 'current'])
  page.hello({ version })
  await expect.poll(() => page.state).toEqual({ title: 'Lobby' })
})

test('without `oldest` the version of a page does not matter', async () => {
  const page = await open(['LiveRoom', 'any version'])
  page.hello({ version: -1 })
  await expect.poll(() => page.of('view')).toHaveLength(1)
  expect((await join(['LiveRoom', 'any version'])).isClosed).toBe(false)
})
