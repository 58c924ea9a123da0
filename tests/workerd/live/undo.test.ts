import { expect, test } from 'vitest'
import { caught, objectOf } from '../calls.ts'
import { breakDisk, makeDiskBreakable, repairDisk } from '../commits/random-handlers/disk.ts'
import { gateOf } from '../objects/gate.ts'
import { join, type Page } from './page.ts'

const classes = ['LedgerWithSql', 'LedgerWithoutSql']

interface Shown {
  total: number
  log: string[]
}

const shownBy = (page: Page) => page.state as Shown

/** Nothing that a page was ever sent tells of what was undone. */
function expectNothingUndone(page: Page): void {
  expect(JSON.stringify(page.messages)).not.toContain('undone')
}

test.for(classes)('%s: what a handler that fails has changed is never seen', async (className) => {
  const [page, other] = [await join([className, 'fails']), await join([className, 'fails'])]
  const names = ['failAtOnce', 'fail', 'unsendable', 'failSavepoint', 'failAfterOutside']
  let id = 0
  for (const name of names) {
    page.send('call', ++id, name, [])
    const [kind] = await page.answer(id)
    expect(kind).toBe(name === 'failSavepoint' ? 'result' : 'error')
  }
  page.send('call', ++id, 'total', [])
  const [, total] = await page.answer(id)
  expect(shownBy(page)).toEqual({ total, log: ['kept', 'kept', 'kept'] })
  await expect.poll(() => other.state).toEqual(page.state)
  for (const each of [page, other]) expectNothingUndone(each)
  expect(page.of('event')).toEqual([
    ['entered', 'kept'],
    ['entered', 'kept'],
    ['entered', 'kept'],
  ])
})

test.for(classes)(
  '%s: while a handler is in the middle, a page that comes sees what is stored',
  async (className) => {
    const stub = objectOf(className, 'middle')
    const page = await join([className, 'middle'])
    await stub.addAtOnce(5)
    const failing = caught(stub.hold())
    await gateOf(stub.id).reached()
    const joining = join([className, 'middle'])
    page.send('call', 1, 'nothing', [])
    gateOf(stub.id).open()
    await failing
    const other = await joining
    await page.answer(1)
    expect(other.state).toEqual({ total: 5, log: ['at once'] })
    for (const each of [page, other]) expectNothingUndone(each)
  },
)

test.for(classes)(
  '%s: handlers that share a commit and fail in part are seen as they were stored',
  async (className) => {
    const stub = objectOf(className, 'group')
    const page = await join([className, 'group'])
    for (let round = 0; round < 5; round++) {
      const calls = Array.from({ length: 20 }, (_, at) => {
        if (at % 4 === 0) return caught(stub.fail())
        return at % 4 === 1
          ? caught(stub.failAtOnce())
          : at % 4 === 2
            ? stub.add(1)
            : stub.addAtOnce(1)
      })
      await Promise.all(calls)
    }
    const total = await stub.total()
    expect(total).toBe(5 * (5 * 2 + 5))
    await expect.poll(() => shownBy(page).total).toBe(total)
    expect(shownBy(page).log).toHaveLength(total)
    expectNothingUndone(page)
  },
)

test.for(classes)('%s: a commit that fails is not seen, and what follows is', async (className) => {
  const stub = objectOf(className, 'failing commit')
  const page = await join([className, 'failing commit'])
  for (const name of ['add', 'addAtOnce']) {
    await stub.__cloudwerk_fail_commit('the disk is full')
    await caught(stub[name](321))
    page.send('call', name === 'add' ? 1 : 2, 'addAtOnce', [1])
    await page.answer(name === 'add' ? 1 : 2)
  }
  expect(shownBy(page)).toEqual({ total: 2, log: ['at once', 'at once'] })
  expect(JSON.stringify(page.messages)).not.toMatch(/ 321"|before/)
})

test('a statement that SQLite refuses at the end undoes all that was shared with it, or nothing', async () => {
  const stub = objectOf('LedgerWithSql', 'refused')
  const page = await join(['LedgerWithSql', 'refused'])
  const calls = Array.from({ length: 12 }, (_, at) =>
    at % 3 === 0 ? caught(stub.add(5_000)) : stub.add(1),
  )
  await Promise.all(calls)
  const total = await stub.total()
  await expect.poll(() => shownBy(page).total).toBe(total)
  expect(JSON.stringify(page.messages)).not.toContain(' 5000"')
})

test.for(classes)(
  '%s: what is lost where the disk fails is not seen, at whichever write that is',
  async (className) => {
    const stub = objectOf(className, 'disk')
    const restore = await makeDiskBreakable(stub)
    try {
      const page = await join([className, 'disk'])
      let lost = 0
      for (let at = 1; at <= 8; at++) {
        const amount = 700 + at
        breakDisk(at)
        // Beside others, which share its commit.
        const calls = [stub.add(amount), stub.addAtOnce(1), stub.add(1)]
        const [first] = await Promise.allSettled(calls)
        repairDisk()
        if (first?.status === 'rejected') {
          lost += 1
          await stub.addAtOnce(1)
          expect(JSON.stringify(page.messages)).not.toContain(` ${amount}"`)
        }
        const { view } = await stub.liveSnapshot({ user: 'ann' })
        await expect.poll(() => page.state).toEqual(view)
      }
      expect(lost).toBeGreaterThan(0)
      expect(page.misfits).toBe(0)
    } finally {
      restore()
    }
  },
)
