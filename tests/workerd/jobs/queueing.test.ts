import type { JobInfo } from '@cloudwerk/durable-object'
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import { Gate } from '../objects/gate.ts'
import { programs } from '../objects/programmed.ts'
import { perform } from '../programs.ts'
import { program, telling, waiting, workingClasses } from './objects/job-programs.ts'

const later = new Date('2100-01-01')

let warn: MockInstance<typeof console.warn>
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

// biome-ignore lint/suspicious/noExplicitAny: a stub
async function errorsOf(stub: any): Promise<(string | undefined)[]> {
  const jobs: JobInfo[] = await stub.listed()
  return jobs.map(({ error }) => error)
}

describe.each(workingClasses)('jobs of %s', (Class) => {
  const inObject = (name: string) => ({
    stub: () => objectOf(Class, name),
    run: (fn: Parameters<typeof perform>[1]) => perform([Class, name], fn),
    log: () => expect.poll(() => objectOf(Class, name).read()),
  })

  test('run in the order in which they are due, then in that of their arrival', async () => {
    const { run, log } = inObject('order')
    const at = Date.now() - 1_000
    await run(({ jobs }) => {
      jobs.work(telling('third'), { at: at + 2 })
      jobs.slow(telling('first'), { at: at + 1 })
      jobs.again(telling('fourth'), { at: at + 2 })
      jobs.work(telling('second'), { at: at + 1 })
    })
    await log().toEqual(['first', 'second', 'third', 'fourth'])
  })

  test('let calls that wait come between', async () => {
    const { stub, run, log } = inObject('fair')
    const gate = new Gate()
    const first = program(async ({ state }) => {
      state.log.push('job 0')
      await gate.pass()
    })
    await run(({ jobs }) => {
      jobs.work(first)
      for (let at = 1; at <= 20; at++) jobs.work(telling(`job ${at}`))
    })
    await gate.reached()
    const call = run(({ state }) => void state.log.push('call'))
    gate.open()
    await call
    await run(({ state }) => void state.log.push('call'))
    await log().toHaveLength(23)
    // Both came before the last jobs.
    expect((await stub().read()).lastIndexOf('call')).toBeLessThan(20)
  })

  test('of a name run only so many at once', async () => {
    const { run, log } = inObject('concurrency')
    const jobs = Array.from({ length: 4 }, (_, at) => waiting(`job ${at}`))
    await run((self) => {
      for (const { job } of jobs) self.jobs.two(job)
      self.jobs.work(telling('of another name'))
    })
    const [first, second, third, fourth] = jobs
    await Promise.all([first?.gate.reached(), second?.gate.reached()])
    await log().toEqual(['of another name'])
    second?.gate.open()
    await third?.gate.reached()
    await log().toEqual(['of another name', 'job 1'])
    for (const { gate } of jobs) gate.open()
    await fourth?.gate.reached()
    await log().toHaveLength(5)
  })

  test('that are dead are tried again by hand', async () => {
    const { stub, run, log } = inObject('by hand')
    let fails = true
    const job = program(({ state }, { attempt }) => {
      if (fails) throw new Error('on purpose')
      state.log.push(`attempt ${attempt}`)
    })
    const id = await run(({ jobs }) => jobs.single(job))
    await expect.poll(() => stub().listed()).toMatchObject([{ status: 'dead', id }])
    fails = false
    expect(await run(({ ctx }) => [ctx.jobs.retry('unknown'), ctx.jobs.retry(id)])).toEqual([
      false,
      true,
    ])
    await log().toEqual(['attempt 1'])
    expect(await stub().listed()).toEqual([])
  })

  test('that were interrupted run again and have lost no attempt, three times', async () => {
    const { stub, run, log } = inObject('interrupted')
    const seen: number[] = []
    let isLast = false
    const interrupted = program(async (self, { attempt }) => {
      seen.push(attempt)
      if (!isLast) await self.outside(() => new Promise(() => undefined))
      self.state.log.push('done')
    })
    await run(({ jobs }) => void jobs.again(interrupted))
    for (let times = 1; times <= 2; times++) {
      await expect.poll(() => seen.length).toBe(times)
      await restartObjects()
      await stub().read()
    }
    await expect.poll(() => seen).toEqual([1, 1, 1])
    isLast = true
    await restartObjects()
    await stub().read()
    // The third interruption in a row has cost all attempts.
    await expect.poll(() => stub().listed()).toMatchObject([{ status: 'dead' }])
    expect(seen).toHaveLength(3)
    const [{ id, error }] = await stub().listed()
    expect(error).toContain('3 times')
    await run(({ ctx }) => ctx.jobs.retry(id))
    await log().toEqual(['done'])
  })

  test('whose failed fails try that again, and it knows the error', async () => {
    const { stub, run, log } = inObject('failed fails')
    const job = program(() => {
      throw Object.assign(new Error('on purpose'), { code: 'MINE' })
    })
    let times = 0
    programs.set(`failed ${job}`, ({ state }, error) => {
      if (++times < 3) throw new Error('failed fails on purpose')
      state.log.push(error.code)
    })
    await run(({ jobs }) => void jobs.again(job))
    await log().toEqual(['MINE'])
    await expect.poll(() => stub().listed()).toMatchObject([{ status: 'dead' }])
  })

  test('are refused where they are not plain data, too large or too many', async () => {
    const { stub, run } = inObject('limits')
    const notPlain = run(({ jobs }) => jobs.work({ to: { on: () => 1 } }, { at: later }))
    await expectError(notPlain, { mentions: ["'work'.to.on", 'function'] })
    const large = run(({ jobs }) => jobs.work('é'.repeat(70_000), { at: later }))
    await expectError(large, { code: 'DURABLE_OBJECT_LIMIT', mentions: ['131072', '140002'] })
    await run(({ jobs }) => void jobs.work('é'.repeat(65_000), { at: later }))
    await run(({ jobs }) => {
      for (let at = 1; at < 10_000; at++) jobs.work('x', { at: later })
    })
    const many = run(({ jobs }) => jobs.work('x', { at: later }))
    await expectError(many, { code: 'DURABLE_OBJECT_LIMIT', mentions: ['10000'] })
    await restartObjects()
    expect(await stub().listed()).toHaveLength(10_000)
    await expectError(
      run(({ jobs }) => jobs.work('x', { at: later })),
      { code: 'DURABLE_OBJECT_LIMIT' },
    )
  })

  test('pass on all plain data', async () => {
    const { run, log } = inObject('data')
    const seen: unknown[] = []
    const gotten = { at: new Date(5), tags: new Set(['a']), map: new Map([[1, 2n]]) }
    programs.set('data program', (self, job) => {
      seen.push(job.attempt)
      self.state.log.push('ran')
    })
    const parts = await run((self) => {
      self.state.parts = gotten
      self.jobs.slow(self.state.parts, { at: later })
      return self.ctx.jobs.list()[0].payload
    })
    expect(parts).toEqual(gotten)
    await run(({ jobs }) => void jobs.work('data program'))
    await log().toEqual(['ran'])
  })

  test('without an argument take their options first or second', async () => {
    const { stub, run } = inObject('tick')
    await run(({ jobs }) => {
      jobs.tick({ at: later, key: 'first' })
      jobs.tick(undefined, { at: later, key: 'second' })
      jobs.tick()
    })
    await expect.poll(() => stub().read()).toEqual(['tick'])
    expect(await stub().listed()).toMatchObject([
      { key: 'first', payload: undefined },
      { key: 'second', payload: undefined },
    ])
  })

  test.each<[options: unknown, mention: RegExp]>([
    [{ delay: 'soon' }, /'soon'|"soon"/],
    [{ delay: '5s', at: new Date() }, /both/],
    [{ at: new Date(Number.NaN) }, /'at'/],
    [{ key: '' }, /key/],
    [null, /not an object/],
    [5, /not an object/],
    [{ onKey: 'drop' }, /'drop'/],
    [{ dealy: '5s' }, /dealy/],
  ])('are refused with the options %j', async (options, mention) => {
    const { stub, run } = inObject('options')
    await expectError(
      run(({ jobs }) => jobs.work('x', options)),
      { mentions: [/'work'/, mention] },
    )
    expect(await stub().listed()).toEqual([])
  })

  test('are neither enqueued outside nor by a handler that has ended', async () => {
    const { stub, run } = inObject('outside')
    const enqueued = run((self) => self.outside(() => self.jobs.work('x', { at: later })))
    await expectError(enqueued, { mentions: ['outside'] })
    let late: () => unknown = () => undefined
    await run((self) => {
      late = () => self.jobs.work('x', { at: later })
    })
    expect(late).toThrow('perform')
    expect(await stub().listed()).toEqual([])
  })

  test('have steps with names of their own', async () => {
    const { stub, run } = inObject('steps')
    const twice = program(async (_self, job) => {
      await job.once('a', () => 1)
      await job.once('a', () => 2)
    })
    await run(({ jobs }) => void jobs.single(twice))
    await expect.poll(() => stub().listed()).toMatchObject([{ error: /two steps.*'a'/ }])
    const nested = program(async (self, job) => {
      await self.transaction(() => job.once('a', () => 1))
    })
    await run(({ jobs }) => void jobs.single(nested))
    await expect.poll(() => errorsOf(stub())).toContainEqual(expect.stringContaining('transaction'))
    const large = program((_self, job) => job.once('a', () => 'x'.repeat(140_000)))
    await run(({ jobs }) => void jobs.single(large))
    await expect.poll(() => errorsOf(stub())).toContainEqual(expect.stringContaining('140002'))
  })

  test('tell of a step that was renamed', async () => {
    const { run, log } = inObject('renamed')
    let name = 'before'
    const job = program(async (self, job) => {
      await Promise.all([
        job.once('both', () => self.outside(() => 1)),
        job.once(name, () => self.outside(() => 2)),
      ])
      if (name === 'after') self.state.log.push('done')
      name = 'after'
      if (job.attempt === 1) throw new Error('on purpose')
    })
    await run(({ jobs }) => void jobs.again(job))
    await log().toEqual(['done'])
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/'before'.*renamed/))
  })
})

test('only the last 1,000 dead jobs are kept', async () => {
  const stub = objectOf('Working', 'many dead')
  const job = program(() => {
    throw new Error('on purpose')
  })
  const ids: string[] = await perform(['Working', 'many dead'], ({ jobs }) =>
    Array.from({ length: 1_003 }, () => jobs.single(job)),
  )
  await expect
    .poll(async () => {
      const listed: JobInfo[] = await stub.listed()
      return listed.filter(({ status }) => status === 'dead').length + 1_003 - listed.length
    })
    .toBe(1_003)
  const kept: JobInfo[] = await stub.listed()
  expect(kept.map(({ id }) => id).sort()).toEqual(ids.slice(3).sort())
})
