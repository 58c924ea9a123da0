import { expect, test } from 'vitest'
import { messageOf, objectOf, restartObjects } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import { keysOf, perform } from '../programs.ts'

const transactions = (name: string) => objectOf('Transactions', name)

/** Everything in the object, which must be the same in memory and, after a restart, on disk. */
async function contentsOf(name: string) {
  const contents = await transactions(name).contents()
  await restartObjects()
  expect(await transactions(name).contents()).toEqual(contents)
  return contents
}

test('a transaction of the storage commits state, rows and keys together', async () => {
  expect(await transactions('commits').commits()).toEqual(['a'])
  expect(await contentsOf('commits')).toEqual({ state: ['a'], rows: ['a'], keys: ['a', 'b'] })
})

test('a throw in a transaction undoes storage and state to the start of the transaction', async () => {
  await transactions('throws').throwsAndIsCaught()
  const both = ['before', 'after']
  expect(await contentsOf('throws')).toEqual({ state: both, rows: both, keys: both.toSorted() })
})

test('a transaction that fails its handler leaves nothing', async () => {
  expect(await messageOf(transactions('fails all').throws())).toBe('no')
  expect(await contentsOf('fails all')).toEqual({ state: [], rows: [], keys: [] })
})

test('rollback undoes storage and state, and the transaction still returns its value', async () => {
  expect(await transactions('rollback').rollsBack()).toBe('returned')
  expect(await contentsOf('rollback')).toEqual({ state: [], rows: [], keys: [] })
})

test('a transaction that succeeds is undone if its handler fails', async () => {
  expect(await messageOf(transactions('later').throwsAfterTheTransaction())).toBe('later')
  expect(await contentsOf('later')).toEqual({ state: [], rows: [], keys: [] })
})

test('with atomic: false, a transaction that succeeds is a commit point', async () => {
  const object: [string, string] = ['ProgrammedAtOnce', 'point']
  const failed = perform(object, async (self) => {
    const write = (text: string) => self.ctx.sql.run('INSERT INTO texts VALUES (?)', text)
    self.ctx.sql.run('CREATE TABLE texts (text)')
    await self.ctx.storage.transaction(async () => {
      write('a')
      self.state.log.push('a')
    })
    write('b')
    self.state.log.push('b')
    throw new Error('later')
  })
  expect(await messageOf(failed)).toBe('later')
  const rows = await perform(object, ({ ctx }) => ctx.sql.exec('SELECT text FROM texts').toArray())
  expect(rows).toEqual([{ text: 'a' }, { text: 'b' }])
  expect(await objectOf(...object).read()).toEqual({ log: ['a'] })
})

test('a nested transaction is undone alone', async () => {
  await transactions('nested').nested()
  const both = ['outer', 'second']
  expect(await contentsOf('nested')).toEqual({ state: both, rows: both, keys: both })
})

test('a nested transaction is undone with the transaction around it', async () => {
  expect(await messageOf(transactions('nested fails').nestedInOneThatFails())).toBe('no')
  expect(await contentsOf('nested fails')).toEqual({ state: [], rows: [], keys: [] })
})

test('transactions of one handler that overlap run one after another', async () => {
  const statuses = ['fulfilled', 'rejected', 'fulfilled']
  expect(await transactions('overlap').overlapping()).toEqual(statuses)
  const all = ['a in', 'a out', 'c in', 'c out']
  expect(await contentsOf('overlap')).toEqual({ state: all, rows: all, keys: all })
})

test('transactionSync covers the state', async () => {
  expect(await messageOf(transactions('sync').sync(true))).toBe('no')
  await transactions('sync').sync(false)
  expect(await contentsOf('sync')).toEqual({ state: ['a'], rows: ['a'], keys: [] })
})

test('transactionSync refuses a function that returns a promise', async () => {
  await expectError(transactions('async sync').syncWithPromise(), {
    mentions: ['transactionSync()', 'promise', 'await ctx.storage.transaction('],
  })
  expect(await contentsOf('async sync')).toEqual({ state: [], rows: [], keys: [] })
})

test('work that a transaction does not await belongs to it', async () => {
  expect(await transactions('un-awaited').unawaitedWithin()).toEqual(['a'])
  const { keys } = await contentsOf('un-awaited')
  expect(keys).toEqual(['a'])
})

test('a failure that is not awaited fails the transaction', async () => {
  expect(await transactions('fails later').unawaitedFailureWithin()).toBe('failed later')
  expect((await contentsOf('fails later')).state).toEqual(['before'])
})

test('a failed transaction is undone once all work that it started has ended', async () => {
  await transactions('goes on').failsWhileItsWorkGoesOn()
  expect((await contentsOf('goes on')).state).toEqual([])
})

test('a savepoint that throws undoes what was changed in it and nothing else', async () => {
  await transactions('savepoint').savepoint()
  expect((await contentsOf('savepoint')).state).toEqual(['before', 'after'])
})

test('savepoints nest, and concurrent ones run one after another', async () => {
  await transactions('nested savepoints').nestedSavepoints()
  expect((await contentsOf('nested savepoints')).state).toEqual(['outer', 'first', 'second'])
  const statuses = ['fulfilled', 'rejected', 'fulfilled']
  expect(await transactions('savepoints').overlappingSavepoints()).toEqual(statuses)
  expect((await contentsOf('savepoints')).state).toEqual(['a in', 'a out', 'c in', 'c out'])
})

test('a method called during a savepoint can wait for its own savepoint', async () => {
  await transactions('beside').methodThatWaitsForASavepoint()
  expect((await contentsOf('beside')).state).toEqual(['before', 'after'])
})

test.each(['transaction', 'savepoint'])('outside throws inside a %s', async (kind) => {
  await expectError(transactions('outside').outsideWithin(kind), {
    mentions: ['this.outside()', 'transaction', "'outsideWithin' of Transactions 'outside'"],
  })
})

test('changes after a commit point in a savepoint are undone with the savepoint', async () => {
  const object: [string, string] = ['ProgrammedAtOnce', 'after a commit point']
  await perform(object, async (self) => {
    const { storage } = self.ctx
    await storage.put('before', 1)
    const failed = self.transaction(async () => {
      await storage.transaction(async () => self.state.log.push('committed'))
      await storage.put('after', 1)
      self.state.log.push('after')
      throw new Error('no')
    })
    await failed.catch(() => undefined)
  })
  expect(await keysOf(object)).toEqual(['before'])
  expect(await objectOf(...object).read()).toEqual({ log: ['committed'] })
})
