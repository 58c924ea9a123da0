import { afterEach, beforeEach, expect, type MockInstance, test, vi } from 'vitest'
import { objectOf } from '../calls.ts'
import { join } from './page.ts'

let warn: MockInstance<typeof console.warn>
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

const said = (): string[] => warn.mock.calls.map(([text]) => String(text))

async function joinAll(className: string, name: string, count: number): Promise<void> {
  const viewers = Array.from({ length: count }, (_, number) => ({ number }))
  await Promise.all(viewers.map((viewer) => join([className, name], { viewer })))
}

test('over 64 sets of keys are warned of, once per class', async () => {
  await joinAll('AdvisedPages', 'sets', 64)
  expect(said()).toEqual([])
  await join(['AdvisedPages', 'sets'], { viewer: { number: 64 } })
  expect(said()).toEqual([
    expect.stringMatching(/AdvisedPages see over 64 different sets of keys.*fewer kinds/),
  ])
  await join(['AdvisedPages', 'other sets'], { viewer: { number: 65 } })
  expect(warn).toHaveBeenCalledOnce()
})

test('over 64 viewers with `derive` are warned of, once per class', async () => {
  await joinAll('AdvisedViewers', 'many', 64)
  expect(said()).toEqual([])
  await join(['AdvisedViewers', 'many'], { viewer: { number: 64 } })
  expect(said()).toEqual([
    expect.stringMatching(/AdvisedViewers 'many' has over 64 different viewers.*live\.derive/),
  ])
  await joinAll('AdvisedViewers', 'more', 65)
  expect(warn).toHaveBeenCalledOnce()
})

test('a list that grows to over 10,000 items while pages follow it is warned of', async () => {
  const at: [string, string] = ['AdvisedGrowth', 'grows']
  const page = await join(at)
  page.acknowledges = true
  await objectOf(...at).add(9_990)
  expect(said()).toEqual([])
  for (let count = 0; count < 10; count++) await objectOf(...at).add(2_000)
  await expect
    .poll(said)
    .toEqual([expect.stringMatching(/AdvisedGrowth 'grows' see \d{5} items in 'list'/)])
})

test('over 10,000 items in one place of a view are warned of, once per class', async () => {
  const [few, many, more] = ['few', 'many', 'more'].map((name) => objectOf('AdvisedPages', name))
  await few?.fill('one', 10_000)
  await few?.fill('another', 10_000)
  await join(['AdvisedPages', 'few'])
  expect(said()).toEqual([])
  await many?.fill('one', 10_001)
  await join(['AdvisedPages', 'many'])
  expect(said()).toEqual([
    expect.stringMatching(/AdvisedPages 'many' see 10001 items in 'shown'.*\{ last: 100 \}/),
  ])
  await more?.fill('one', 20_000)
  await join(['AdvisedPages', 'more'])
  expect(warn).toHaveBeenCalledOnce()
})
