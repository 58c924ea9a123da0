import { expect, test } from 'vitest'
import { messageOf, objectOf, restartObjects } from './calls.ts'
import { sleep } from './objects/sleep.ts'

const branching = (name: string) => objectOf('Branching', name)
const logOf = async (name: string) => (await branching(name).read()).log

test.each(['all', 'allHelpers'])(
  '%s: each branch may change the state when it is back',
  async (method) => {
    await branching(method)[method]([9, 1, 5, 1])
    expect((await logOf(method)).sort()).toEqual(['1', '1', '5', '9'])
    await restartObjects()
    expect((await logOf(method)).sort()).toEqual(['1', '1', '5', '9'])
  },
)

test('others get in while all branches are outside', async () => {
  const stub = branching('others')
  const all = stub.all([40, 50, 60])
  await sleep(10)
  await stub.add('other')
  await all
  expect(await logOf('others')).toEqual(['other', '40', '50', '60'])
})

test('a branch that is slow keeps others waiting for a moment only after another is back', async () => {
  const stub = branching('slow branch')
  const both = stub.oneUntilAdded()
  await expect.poll(() => logOf('slow branch')).toContain('back')
  await stub.add('other')
  await both
  expect(await logOf('slow branch')).toEqual(['back', 'other', 'slow'])
})

test('allSettled loses nothing', async () => {
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
])('%s: a time limit ends the handler in time', async (method, first) => {
  const stub = branching(method)
  const calling = stub[method](60_000, 5)
  expect(await calling).toBe(first)
  expect(await logOf(method)).toEqual(['limit'])
  expect(await stub[method](1, 60_000)).toBe('answer')
  expect(await logOf(method)).toEqual(['limit', 'answer'])
})

test('a time limit beside outside is refused where others changed the state meanwhile', async () => {
  const stub = branching('race with others')
  const calling = messageOf(stub.raceWithTimer(60_000, 30))
  await sleep(5)
  await stub.add('other')
  expect(await calling).toMatch(
    /^Another branch of 'raceWithTimer' of Branching 'race with others' is in this\.outside\(\), and others have changed/,
  )
  expect(await logOf('race with others')).toEqual(['other'])
})

test('a write that would undo another handler’s is refused', async () => {
  const stub = branching('lost write')
  const calling = messageOf(stub.losesNoWrite())
  await stub.add('other')
  expect(await calling).toMatch(/others have changed the object or have it now/)
  expect((await stub.read()).count).toBe(1)
})

test('a pool of branches loses no change, with and without others', async () => {
  const stub = branching('pool')
  const pool = stub.pool(4, 12)
  for (let n = 0; n < 30; n++) {
    await stub.add('other')
    await sleep(3)
  }
  await pool
  const { log, count, torn } = await stub.read()
  expect(log.filter((entry: string) => entry !== 'other')).toHaveLength(60)
  expect([count, torn]).toEqual([30, 0])
})

test('branches that come back in the same moment do not take the object from each other', async () => {
  const stub = branching('together')
  const calling = stub.together()
  const holding = stub.hold(20)
  await calling
  await holding
  const log = await logOf('together')
  expect(log.filter((entry: string) => entry.length === 1)).toHaveLength(9)
})

test('outside lets others in after branches have come back as well', async () => {
  const stub = branching('again')
  const calling = stub.thenAgain(2_000)
  await sleep(50)
  await stub.add('other')
  expect(await logOf('again')).toEqual(['all back', 'other'])
  await calling
  expect(await logOf('again')).toEqual(['all back', 'other', 'back again'])
})

test('a branch that is back has the object while another is outside', async () => {
  const stub = branching('beside')
  const calling = stub.beside()
  const adding = []
  for (let n = 0; n < 20; n++) {
    adding.push(stub.add('other'))
    await sleep(2)
  }
  await Promise.all([calling, ...adding])
  expect(await stub.read()).toMatchObject({ count: 20, torn: 0 })
})

test('a branch goes outside when the savepoint of another has ended', async () => {
  expect(await branching('savepoint').savepointBeside()).toBe('rejected')
  expect(await logOf('savepoint')).toEqual(['outside'])
})

test.each([
  ['failsWithOthersAway', 'one of them failed', ['committed']],
  ['failsWhenOneIsBack', 'after it', []],
])(
  '%s: the handler fails at once and is undone to its last commit point',
  async (method, message, log) => {
    const stub = branching(method)
    expect(await messageOf(stub[method]())).toBe(message)
    expect(await logOf(method)).toEqual(log)
    await sleep(60)
    expect(await logOf(method)).toEqual(log)
    for (const told of await stub.late()) expect(told).toMatch(/had ended when one of its branches/)
  },
)

test('a branch that comes back after the end fails, and holds nothing', async () => {
  const stub = branching('left behind')
  expect(await stub.leavesOneBehind()).toBe('ended')
  await sleep(50)
  await stub.add('other')
  expect(await logOf('left behind')).toEqual(['ended', 'other'])
  expect(await stub.late()).toEqual([
    expect.stringMatching(
      /^'leavesOneBehind' of Branching 'left behind' had ended when one of its/,
    ),
  ])
})

test('a branch that nobody awaits belongs to the handler', async () => {
  await branching('un-awaited').waitsForUnawaited()
  expect(await logOf('un-awaited')).toEqual(['un-awaited'])
})

test('keys and rows of branches that are back are written', async () => {
  expect(await branching('sql').sqlBeside()).toEqual([3, 3])
})
