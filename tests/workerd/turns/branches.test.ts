import { expect, test } from 'vitest'
import { caught, messageOf, objectOf, restartObjects } from '../calls.ts'
import { expectMentions } from '../expect-error.ts'
import { gateOf } from '../objects/gate.ts'
import { sleep } from '../objects/sleep.ts'

const branching = (name: string) => objectOf('Branching', name)
/** Calls `add` repeatedly until the work is done. Returns how often. */
async function addDuring(
  stub: ReturnType<typeof branching>,
  work: PromiseLike<unknown>,
): Promise<number> {
  let isOver = false
  const working = work.then(() => {
    isOver = true
  })
  let count = 0
  for (; !isOver; count++) {
    await stub.add('other')
    // Without a pause no timer in workerd would go off.
    await sleep(1)
  }
  await working
  return count
}

const logOf = async (name: string) => (await branching(name).read()).log

test.each(['all', 'allHelpers'])(
  '%s: each branch can change the state after its outside()',
  async (method) => {
    await branching(method)[method]([9, 1, 5, 1])
    expect((await logOf(method)).sort()).toEqual(['1', '1', '5', '9'])
    await restartObjects()
    expect((await logOf(method)).sort()).toEqual(['1', '1', '5', '9'])
  },
)

test('other calls run while all branches are outside', async () => {
  const stub = branching('others')
  const all = stub.allUntilAdded(['a', 'b', 'c'])
  await stub.add('other')
  await all
  expect(await logOf('others')).toEqual(['other', 'a', 'b', 'c'])
})

test('a branch that is still outside does not block other calls after another branch is back', async () => {
  const stub = branching('slow branch')
  const both = stub.oneUntilAdded()
  await expect.poll(() => logOf('slow branch')).toContain('back')
  await stub.add('other')
  await both
  expect(await logOf('slow branch')).toEqual(['back', 'other', 'slow'])
})

test('Promise.allSettled over branches loses no change', async () => {
  expect(await branching('settled').settled([5, 0, 1])).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
  ])
  expect(await logOf('settled')).toEqual(['1', '5'])
})

test.each([
  ['raceOutside', 'limit'],
  ['raceWithTimer', 'limit'],
  ['raceWithin', 'limit'],
])('%s: the handler can end before a slow branch does', async (method, first) => {
  const stub = branching(method)
  const calling = stub[method](60_000, 5)
  expect(await calling).toBe(first)
  expect(await logOf(method)).toEqual(['limit'])
  expect(await stub[method](1, 60_000)).toBe('answer')
  expect(await logOf(method)).toEqual(['limit', 'answer'])
})

test('a branch that was not outside cannot write once another handler has changed the state', async () => {
  const stub = branching('race with others')
  const calling = caught(stub.raceUntilAdded())
  await stub.add('other')
  const { message } = await calling
  expectMentions(message, "'raceUntilAdded' of Branching 'race with others'", 'branch')
  expectMentions(message, 'await this.outside(() => Promise.race(')
  expect(await logOf('race with others')).toEqual(['other'])
})

test('a write that would overwrite the change of another handler is refused', async () => {
  const stub = branching('lost write')
  const calling = caught(stub.losesNoWrite())
  await stub.add('other')
  const { message } = await calling
  expectMentions(message, "'losesNoWrite' of Branching 'lost write'", 'branch', 'this.outside(')
  expect((await stub.read()).count).toBe(1)
})

test('a pool of branches loses no change while other calls run', async () => {
  const stub = branching('pool')
  const added = await addDuring(stub, stub.pool(4, 12))
  const { log, count, torn } = await stub.read()
  expect(log.filter((entry: string) => entry !== 'other')).toHaveLength(60)
  expect([count, torn]).toEqual([added, 0])
})

test('branches that return at the same moment do not block each other', async () => {
  const stub = branching('together')
  const calling = stub.together()
  const holding = stub.hold(20)
  await calling
  await holding
  const log = await logOf('together')
  expect(log.filter((entry: string) => entry.length === 1)).toHaveLength(9)
})

test('outside() lets other calls run again after branches have returned', async () => {
  const stub = branching('again')
  const calling = stub.thenAgain()
  await gateOf(stub.id).reached()
  await stub.add('other')
  expect(await logOf('again')).toEqual(['all back', 'other'])
  gateOf(stub.id).open()
  await calling
  expect(await logOf('again')).toEqual(['all back', 'other', 'back again'])
})

test('a branch that is back has the object to itself while another branch is outside', async () => {
  const stub = branching('beside')
  const added = await addDuring(stub, stub.beside())
  expect(await stub.read()).toMatchObject({ count: added, torn: 0 })
})

test('a branch goes outside once the savepoint of another branch has ended', async () => {
  expect(await branching('savepoint').savepointBeside()).toBe('rejected')
  expect(await logOf('savepoint')).toEqual(['outside'])
})

test.each([
  ['failsWithOthersAway', 'one of them failed', ['committed'], 2],
  ['failsWhenOneIsBack', 'after it', [], 1],
])(
  '%s: the handler fails at once and is undone to its last commit point',
  async (method, message, log, away) => {
    const stub = branching(method)
    expect(await messageOf(stub[method]())).toBe(message)
    expect(await logOf(method)).toEqual(log)
    gateOf(stub.id).open()
    await expect.poll(() => stub.late()).toHaveLength(away)
    expect(await logOf(method)).toEqual(log)
    for (const told of await stub.late())
      expectMentions(told, `'${method}' of Branching '${method}'`, 'ended', 'branch')
  },
)

test('a branch that returns after the handler has ended fails, and does not hold the object', async () => {
  const stub = branching('left behind')
  expect(await stub.leavesOneBehind()).toBe('ended')
  gateOf(stub.id).open()
  await expect.poll(() => stub.late()).toHaveLength(1)
  await stub.add('other')
  expect(await logOf('left behind')).toEqual(['ended', 'other'])
  const [late] = await stub.late()
  expectMentions(late, "'leavesOneBehind' of Branching 'left behind'", 'ended', 'branch')
})

test('a branch that nobody awaits belongs to the handler', async () => {
  await branching('un-awaited').waitsForUnawaited()
  expect(await logOf('un-awaited')).toEqual(['un-awaited'])
})

test('branches that are back can write keys and rows', async () => {
  expect(await branching('sql').sqlBeside()).toEqual([3, 3])
})
