import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import { Gate } from '../objects/gate.ts'
import { programs } from '../objects/programmed.ts'
import { perform } from '../programs.ts'
import { program, telling, waiting, workingClasses } from './objects/job-programs.ts'

const later = new Date('2100-01-01')

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe.each(workingClasses)('a key of a job of %s', (Class) => {
  const inObject = (name: string) => ({
    stub: () => objectOf(Class, name),
    run: (fn: Parameters<typeof perform>[1]) => perform([Class, name], fn),
    log: () => expect.poll(() => objectOf(Class, name).read()),
  })

  test('replaces the job that waits, within a handler and later', async () => {
    const { stub, run } = inObject('replaces')
    const ids = await run(({ jobs, ctx }) => {
      const first = jobs.work('a', { key: 'k', at: later })
      const second = jobs.slow('b', { key: 'k', at: later })
      expect(ctx.jobs.list()).toMatchObject([{ id: second }])
      return [first, second, jobs.work('other', { key: 'l', at: later })]
    })
    const third = await run(({ jobs }) => jobs.work('c', { key: 'k', at: later }))
    expect(new Set([...ids, third]).size).toBe(4)
    await restartObjects()
    expect(await stub().listed()).toMatchObject([
      { id: ids[2], key: 'l', payload: 'other' },
      { id: third, key: 'k', payload: 'c', name: 'work', status: 'waiting', at: later },
    ])
  })

  test('keeps the job that waits, or is refused, where that is wanted', async () => {
    const { stub, run } = inObject('keeps')
    const id = await run(({ jobs }) => jobs.work('a', { key: 'k', at: later }))
    const kept = await run(({ jobs }) => jobs.work('b', { key: 'k', onKey: 'keep' }))
    expect(kept).toBe(id)
    const refused = run(({ jobs }) => jobs.work('c', { key: 'k', onKey: 'error' }))
    await expectError(refused, { mentions: ["'work'", "'k'"] })
    expect(await stub().listed()).toMatchObject([{ id, payload: 'a' }])
  })

  test('is free again where the handler that replaced the job fails', async () => {
    const { stub, run } = inObject('undone')
    const id = await run(({ jobs }) => jobs.work('a', { key: 'k', at: later }))
    await run(async (self) => {
      const failing = self.transaction(() => {
        self.jobs.work('b', { key: 'k', at: later })
        self.ctx.jobs.cancel('k')
        expect(self.ctx.jobs.list()).toEqual([])
        throw new Error('on purpose')
      })
      await expect(failing).rejects.toThrow('on purpose')
      expect(self.ctx.jobs.list()).toMatchObject([{ id }])
      expect(self.jobs.work('c', { key: 'k', onKey: 'keep' })).toBe(id)
    })
    expect(await stub().listed()).toMatchObject([{ id, payload: 'a' }])
  })

  test('of a job that runs makes another one wait behind it', async () => {
    const { stub, run, log } = inObject('behind')
    const { gate, job } = waiting('first')
    await run(({ jobs }) => void jobs.work(job, { key: 'k' }))
    await gate.reached()
    await run(({ jobs }) => {
      jobs.work(telling('dropped'), { key: 'k' })
      jobs.work(telling('second'), { key: 'k' })
      jobs.work(telling('other'))
    })
    await log().toEqual(['other'])
    expect(await stub().listed()).toMatchObject([{ status: 'waiting' }, { status: 'running' }])
    gate.open()
    await log().toEqual(['other', 'first', 'second'])
  })

  test('of a job whose failed is still to run makes another one wait behind that', async () => {
    const { stub, run, log } = inObject('failing')
    const gate = new Gate()
    let failures = 0
    const failing = program(() => {
      throw new Error('on purpose')
    })
    programs.set(`failed ${failing}`, async (self) => {
      await self.outside(() => gate.pass())
      failures += 1
      if (failures < 3) throw new Error('once more on purpose')
      self.state.log.push('failed')
    })
    await run(({ jobs }) => void jobs.again(failing, { key: 'k' }))
    await gate.reached()
    await run(({ jobs }) => void jobs.work(telling('next'), { key: 'k' }))
    const before = await run(({ ctx }) => ctx.jobs.list().length)
    gate.open()
    await log().toEqual(['failed', 'next'])
    expect(before).toBe(2)
    expect(await stub().listed()).toMatchObject([{ status: 'dead', key: 'k' }])
  })

  describe('where two jobs with it wait, of which the first one is tried again', () => {
    async function waitBehind(name: string, at?: Date) {
      const object = inObject(name)
      const gate = new Gate()
      let count = 0
      const failing = program(async (self) => {
        await self.outside(() => gate.pass())
        count += 1
        if (count === 1) throw new Error('on purpose')
        self.state.log.push('first')
      })
      const first = await object.run(({ jobs }) => jobs.brief(failing, { key: 'k' }))
      await gate.reached()
      const second = await object.run(({ jobs }) => jobs.work(telling('second'), { key: 'k', at }))
      gate.open()
      await expect
        .poll(() => object.stub().listed())
        .toContainEqual(expect.objectContaining({ error: 'on purpose' }))
      return { ...object, ids: [first, second] }
    }

    test('keeps their order', async () => {
      const { log } = await waitBehind('two in order')
      await log().toEqual(['first', 'second'])
    })

    test('cancels both', async () => {
      const { run, stub } = await waitBehind('cancels two', later)
      const answers = await run(({ ctx }) => [ctx.jobs.cancel('k'), ctx.jobs.cancel('k')])
      expect(answers).toEqual([true, false])
      expect(await stub().listed()).toEqual([])
    })

    test('replaces both, and keeps the later one', async () => {
      const { run, stub, ids } = await waitBehind('replaces two', later)
      expect(await run(({ jobs }) => jobs.work('x', { key: 'k', onKey: 'keep' }))).toBe(ids[1])
      await restartObjects()
      const undone = run(({ jobs }) => {
        jobs.work('undone', { key: 'k' })
        throw new Error('undone')
      })
      await expectError(undone, { mentions: ['undone'] })
      const third = await run(({ jobs }) => jobs.work('y', { key: 'k', at: later }))
      expect(await stub().listed()).toMatchObject([{ id: third }])
    })
  })

  test('of a dead job that is tried again stays with it', async () => {
    const { stub, run } = inObject('tried again')
    const failing = program(() => {
      throw new Error('on purpose')
    })
    const dead = await run(({ jobs }) => jobs.single(failing, { key: 'k' }))
    await expect.poll(() => stub().listed()).toMatchObject([{ status: 'dead' }])
    await run(({ jobs }) => void jobs.work('x', { key: 'k', at: later }))
    const seen = await run(({ ctx }) => {
      const isTried = ctx.jobs.retry(dead)
      return [isTried, ctx.jobs.cancel('k'), ctx.jobs.list()]
    })
    expect(seen).toEqual([true, true, []])
  })

  test('cancels the job that waits', async () => {
    const { stub, run } = inObject('cancels')
    await run(({ jobs }) => void jobs.work('a', { key: 'k', at: later }))
    expect(await run(({ ctx }) => [ctx.jobs.cancel('k'), ctx.jobs.cancel('k')])).toEqual([
      true,
      false,
    ])
    expect(await stub().listed()).toEqual([])
    expect(await run(({ ctx }) => ctx.jobs.cancel('unknown'))).toBe(false)
  })
})
