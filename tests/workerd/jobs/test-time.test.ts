import { testObject, testTime } from '@cloudwerk/durable-object/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'
import { programs } from '../objects/programmed.ts'
import { perform } from '../programs.ts'
import { program, telling, workingClasses } from './objects/job-programs.ts'

const start = Date.parse('2026-03-08T06:00:00.000Z')
const second = 1_000

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe.each(workingClasses)('over the time of a test, jobs of %s', (Class) => {
  test('run when they are due, and not before', async () => {
    const time = testTime(start)
    const stub = objectOf(Class, 'due')
    await perform([Class, 'due'], ({ jobs }) => {
      jobs.work(telling('second'), { delay: '30m' })
      jobs.work(telling('first'), { at: new Date(start + 60 * second) })
      jobs.work(telling('third'), { delay: '31m' })
    })
    await time.advance(59_999)
    expect(await stub.read()).toEqual([])
    await time.advance(1)
    expect(await stub.read()).toEqual(['first'])
    await time.advance('30m')
    expect(await stub.read()).toEqual(['first', 'second', 'third'])
    expect(await testObject(stub).jobs()).toEqual([])
  })

  test('wait longer after each failure, between their two bounds', async () => {
    const time = testTime(start)
    const at: number[] = []
    const job = program(() => {
      at.push(Date.now())
      throw new Error('on purpose')
    })
    await perform([Class, 'pauses'], ({ jobs }) => void jobs.bounded(job))
    await time.advance('1d')
    const pauses = at.slice(1).map((moment, index) => (moment - (at[index] ?? 0)) / second)
    expect(at).toHaveLength(7)
    for (const [index, most] of [10, 20, 40, 60, 60, 60].entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(5)
      expect(pauses[index]).toBeLessThanOrEqual(most)
    }
    expect(await testObject(objectOf(Class, 'pauses')).jobs()).toMatchObject([{ status: 'dead' }])
  })

  test('are dead for 30 days', async () => {
    const time = testTime(start)
    const stub = objectOf(Class, 'kept')
    const job = program(() => {
      throw new Error('on purpose')
    })
    const die = () => perform([Class, 'kept'], ({ jobs }) => jobs.single(job))
    const first = await die()
    await time.advance('29d')
    const second = await die()
    await time.advance('1h')
    expect(await stub.listed()).toMatchObject([{ id: first }, { id: second }])
    await time.advance('1d')
    const third = await die()
    await time.advance('1h')
    expect(await stub.listed()).toMatchObject([{ id: second }, { id: third }])
  })

  test('run once the object can wake again, after an hour in which it could not', async () => {
    const time = testTime(start)
    const name = 'broken'
    await perform([Class, name], ({ jobs }) => void jobs.work(telling('job'), { delay: '1m' }))
    let tries = 0
    programs.set(`start ${name}`, () => {
      tries += 1
      throw new Error('on purpose')
    })
    await restartObjects()
    await time.advance('61m')
    // At 1 min, and 30 s, 1.5, 3.5, 7.5, 15.5 and 31.5 min later.
    expect(tries).toBe(7)
    programs.delete(`start ${name}`)
    await time.advance('1h')
    expect(await objectOf(Class, name).read()).toEqual(['job'])
  })

  test('run at the first wake where they were due long before', async () => {
    const time = testTime(start)
    const stub = objectOf(Class, 'overdue')
    await perform([Class, 'overdue'], ({ jobs }) => {
      for (let at = 0; at < 5; at++) jobs.work(telling(`job ${at}`), { at: start - at * second })
    })
    await time.advance(0)
    expect(await stub.read()).toEqual(['job 4', 'job 3', 'job 2', 'job 1', 'job 0'])
  })
})
