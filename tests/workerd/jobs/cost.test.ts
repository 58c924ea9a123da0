import { runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { objectOf } from '../calls.ts'
import { perform, ring } from '../programs.ts'
import { program, workingClasses } from './objects/job-programs.ts'

const later = Date.UTC(2100, 0, 1)

/** Counts what the platform bills an object for from now on. */
async function countRows(stub: DurableObjectStub): Promise<() => { rows: number; alarms: number }> {
  const cursors: { rowsWritten: number }[] = []
  let alarms = 0
  await runInDurableObject(stub, (_object, { storage }) => {
    const { sql, setAlarm, deleteAlarm } = storage
    const { exec } = sql
    // The runtime has the same objects of the platform.
    sql.exec = (...args) => {
      const cursor = exec.apply(sql, args)
      cursors.push(cursor)
      return cursor as never
    }
    storage.setAlarm = (...args) => {
      alarms += 1
      return setAlarm.apply(storage, args)
    }
    storage.deleteAlarm = (...args) => {
      alarms += 1
      return deleteAlarm.apply(storage, args)
    }
  })
  return () => {
    const rows = cursors.splice(0).reduce((sum, { rowsWritten }) => sum + rowsWritten, 0)
    const counted = { rows, alarms }
    alarms = 0
    return counted
  }
}

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe.each(workingClasses)('%s', (Class) => {
  test('writes one row to enqueue a job, in the commit that is made anyway', async () => {
    const name = 'rows of enqueueing'
    const stub = objectOf(Class, name)
    const change = () => perform([Class, name], ({ state }) => void state.log.push('x'))
    const enqueue = (at: number) =>
      perform([Class, name], ({ state, jobs }) => {
        state.log.push('x')
        jobs.slow('a', { at })
      })
    await enqueue(later)
    await change()
    const count = await countRows(stub)
    await change()
    expect(count()).toEqual({ rows: 1, alarms: 0 })
    await enqueue(later)
    expect(count()).toEqual({ rows: 2, alarms: 0 })
    await enqueue(later + 1)
    expect(count()).toEqual({ rows: 2, alarms: 0 })
    await enqueue(later - 1)
    expect(count()).toEqual({ rows: 2, alarms: 1 })
  })

  test('writes two rows to run a job beside its own changes, and sets the next ring once', async () => {
    const name = 'rows of running'
    const stub = objectOf(Class, name)
    const job = program(({ state }) => state.log.push('x'))
    const twice = program((_self, { attempt }) => {
      if (attempt === 1) throw new Error('on purpose')
    })
    await perform([Class, name], ({ state, jobs }) => {
      state.log.push('x')
      jobs.work(job, { at: later })
      jobs.work(job, { at: later })
      jobs.work(job, { at: later + 1 })
    })
    const count = await countRows(stub)
    await ring(stub)
    // The test has deleted the alarm. Each job changed the state, which is a row more.
    expect(count()).toEqual({ rows: 6, alarms: 1 + 1 })
    await ring(stub)
    expect(count()).toEqual({ rows: 3, alarms: 1 })
    expect(await stub.read()).toHaveLength(4)
    await perform([Class, name], ({ jobs }) => void jobs.again(twice, { at: later }))
    count()
    await ring(stub)
    // A failure and another attempt are two rows.
    expect(count().rows).toBe(4)
    expect(await stub.listed()).toEqual([])
  })

  test('writes one row to keep the result of a step', async () => {
    const name = 'rows of steps'
    const stub = objectOf(Class, name)
    const stepping = program(async (self, run) => {
      await run.once('a', () => self.outside(() => 1))
      await run.once('b', () => self.outside(() => 2))
    })
    await perform([Class, name], ({ jobs }) => {
      jobs.slow('x', { at: later + 1 })
      jobs.work(stepping, { at: later })
    })
    const count = await countRows(stub)
    await ring(stub)
    await expect.poll(() => stub.listed()).toMatchObject([{ payload: 'x' }])
    expect(count().rows).toBe(4)
  })

  test('makes no table before the first job', async () => {
    const stub = objectOf(Class, 'no table')
    await perform([Class, 'no table'], ({ state, ctx }) => {
      state.log.push('x')
      return ctx.jobs.list()
    })
    const names = await runInDurableObject(stub, (_object, { storage }) =>
      storage.sql
        .exec("SELECT name FROM sqlite_master WHERE name LIKE '%cloudwerk%'")
        .toArray()
        .map((row) => row.name),
    )
    expect(names).toEqual(['__cloudwerk_state'])
  })
})
