import { expect, test } from 'vitest'
import { messageOf, objectOf, restartObjects } from './calls.ts'
import { sleep } from './objects/sleep.ts'
import { perform } from './programs.ts'

const outsider = (name: string) => objectOf('Outsider', name)

test('outside lets others in and comes back ahead of later arrivals', async () => {
  const stub = outsider('order')
  const away = stub.goOut('a', 10)
  const others = [stub.stay('b', 20), stub.stay('c', 1), stub.stay('d', 1)]
  await Promise.all([away, ...others])
  expect((await stub.read()).log).toEqual([
    'a before',
    'b in',
    'b out',
    'a after',
    'a end',
    'c in',
    'c out',
    'd in',
    'd out',
  ])
})

test('outside commits what was changed before, and a later throw does not undo it', async () => {
  expect(await messageOf(outsider('commits').changesThenFails())).toBe('after it')
  expect((await outsider('commits').read()).log).toEqual(['committed'])
  await restartObjects()
  expect((await outsider('commits').read()).log).toEqual(['committed'])
})

test('nothing can be written in what runs outside', async () => {
  const attempts = await outsider('away').writesOutside()
  for (const message of attempts.slice(0, 5)) {
    expect(message).toMatch(/'writesOutside' of Outsider 'away' is in this\.outside\(\)/)
  }
  expect(attempts[5]).toBe(0)
  expect((await outsider('away').read()).log).toEqual([])
})

test('a branch beside one that is outside may write as long as others changed nothing', async () => {
  const stub = outsider('writes beside')
  await stub.writesBeside(1)
  expect((await stub.read()).log).toEqual(['beside', 'told: 1'])
})

test('of several branches each may change the state when it is back', async () => {
  expect(await outsider('branches').branches()).toEqual([
    [4, 1],
    [12, 3],
    [8, 2],
  ])
})

test('an error inside passes through, and the handler holds the object again', async () => {
  expect(await outsider('errors').passesErrors()).toEqual(['inside', 'at once', 1])
})

test('a handler that fails while a branch is outside undoes nothing of others', async () => {
  const stub = outsider('beside')
  const failing = messageOf(stub.failsBesideOutside())
  await sleep(5)
  const other = stub.stay('other', 30)
  expect(await failing).toBe('beside')
  await other
  expect((await stub.read()).log).toEqual(['committed', 'other in', 'other out'])
})

test('outside may be used within outside', async () => {
  expect(await outsider('nested').nestedOutside()).toBe('both')
})

test.each([
  ['before', 'changeDetached'],
  ['while it was', 'changeFoundOutside'],
  ['while it was, the first that it read', 'changeOnlyFoundOutside'],
])('a part that was found %s outside, and that others removed, throws', async (_, method) => {
  const stub = outsider(method)
  const changing = stub[method]()
  await stub.removeFirst()
  const [kept, removed] = await changing
  expect(kept).toBe(22)
  expect(removed).toMatch(/state\.items\[0\] was taken out of the state by another handler/)
  expect((await stub.read()).items).toEqual([{ n: 22 }])
})

test('a part that the handler itself removed before can be written, and stays out', async () => {
  const stub = outsider('own detached')
  const changing = stub.changeOwnDetached()
  await sleep(5)
  await stub.add('others changed something')
  expect(await changing).toEqual([11, 12])
  expect((await stub.read()).items).toEqual([{ n: 2 }])
})

test.each(['handler', 'transaction'])(
  'what a %s of another undoes is no change of what was put in before outside',
  async (what) => {
    const object: [string, string] = ['ProgrammedWithoutSql', `undone by a ${what}`]
    let isOutside = false
    let isOver = false
    const calling = perform(object, async (self) => {
      const item = { list: [1] }
      self.state.item = item
      await self.outside(async () => {
        isOutside = true
        while (!isOver) await sleep(1)
      })
      return [item, self.state.item]
    })
    await expect.poll(() => isOutside).toBe(true)
    await perform(object, (self) => {
      self.state.item.added = true
    })
    const failed = perform(object, async (self) => {
      const fail = async () => {
        self.state.item.undone = true
        throw new Error('on purpose')
      }
      if (what === 'handler') await fail()
      await self.ctx.storage.transaction(fail).catch(() => undefined)
    })
    expect(await messageOf(failed)).toMatch(what === 'handler' ? /^on purpose/ : /^no error/)
    isOver = true
    const item = { list: [1], added: true }
    expect(await calling).toEqual([item, item])
  },
)
