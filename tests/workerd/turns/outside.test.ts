import { expect, test } from 'vitest'
import { messageOf, objectOf, restartObjects } from '../calls.ts'
import { expectMentions } from '../expect-error.ts'
import { Gate, gateOf } from '../objects/gate.ts'
import { perform } from '../programs.ts'

const outsider = (name: string) => objectOf('Outsider', name)

test('outside() lets other calls run, and returns ahead of calls that arrived later', async () => {
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

test('outside() commits earlier changes, and a later throw does not undo them', async () => {
  expect(await messageOf(outsider('commits').changesThenFails())).toBe('after it')
  expect((await outsider('commits').read()).log).toEqual(['committed'])
  await restartObjects()
  expect((await outsider('commits').read()).log).toEqual(['committed'])
})

test('code inside outside() cannot write', async () => {
  const attempts = await outsider('away').writesOutside()
  for (const message of attempts.slice(0, 5)) {
    expectMentions(message, "'writesOutside' of Outsider 'away'", 'this.outside()')
  }
  expect(attempts[5]).toBe(0)
  expect((await outsider('away').read()).log).toEqual([])
})

test('a branch can write while another is outside, as long as no other handler has changed anything', async () => {
  const stub = outsider('writes beside')
  await stub.writesBeside(1)
  expect((await stub.read()).log).toEqual(['beside', 'told: 1'])
})

test('each of several branches can change the state when it is back', async () => {
  expect(await outsider('branches').branches()).toEqual([
    [4, 1],
    [12, 3],
    [8, 2],
  ])
})

test('an error inside outside() passes through, and the handler holds the object again', async () => {
  expect(await outsider('errors').passesErrors()).toEqual(['inside', 'at once', 1])
})

test('a handler that fails while a branch is outside does not undo the changes of other handlers', async () => {
  const stub = outsider('beside')
  const failing = messageOf(stub.failsBesideOutside())
  const other = stub.stay('other', 30)
  expect(await failing).toBe('beside')
  gateOf(stub.id).open()
  await other
  expect((await stub.read()).log).toEqual(['committed', 'other in', 'other out'])
})

test('outside() can be nested', async () => {
  expect(await outsider('nested').nestedOutside()).toBe('both')
})

test.each([
  ['before', 'changeDetached'],
  ['while it was', 'changeFoundOutside'],
  ['while it was, the first that it read', 'changeOnlyFoundOutside'],
])('a part that was read %s outside() and removed by another handler throws', async (_, method) => {
  const stub = outsider(method)
  const changing = stub[method]()
  await stub.removeFirst()
  const [kept, removed] = await changing
  expect(kept).toBe(22)
  expectMentions(removed, 'state.items[0]', 'another handler', 'this.outside()', 'this.state')
  expect((await stub.read()).items).toEqual([{ n: 22 }])
})

test('a part that the handler itself removed can still be written, and stays removed', async () => {
  const stub = outsider('own detached')
  const changing = stub.changeOwnDetached()
  await gateOf(stub.id).reached()
  await stub.add('others changed something')
  gateOf(stub.id).open()
  expect(await changing).toEqual([11, 12])
  expect((await stub.read()).items).toEqual([{ n: 2 }])
})

test.each(['handler', 'transaction'])(
  'an undone %s of another handler does not change an object that was assigned before outside()',
  async (what) => {
    const object: [string, string] = ['ProgrammedWithoutSql', `undone by a ${what}`]
    const gate = new Gate()
    const calling = perform(object, async (self) => {
      const item = { list: [1] }
      self.state.item = item
      await self.outside(() => gate.pass())
      return [item, self.state.item]
    })
    await gate.reached()
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
    gate.open()
    const item = { list: [1], added: true }
    expect(await calling).toEqual([item, item])
  },
)
