import type { JobInfo } from '@cloudwerk/durable-object'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { caught, objectOf, restartObjects } from '../calls.ts'
import { gateOf } from '../objects/gate.ts'
import { programs } from '../objects/programmed.ts'
import { perform } from '../programs.ts'
import { program, workingClasses } from './objects/job-programs.ts'

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

// biome-ignore lint/suspicious/noExplicitAny: whatever an object tells
const logOf = (stub: any) => expect.poll(() => stub.read())

test.each(workingClasses)('a job of %s runs after the handler that enqueues it', async (Class) => {
  const stub = objectOf(Class, 'runs')
  const job = program(({ state }, { attempt }) => state.log.push(`ran ${attempt}`))
  const id = await perform([Class, 'runs'], ({ state, jobs }) => {
    const enqueued = jobs.work(job)
    state.log.push('enqueued')
    return enqueued
  })
  expect(id).toMatch(/^[\w-]{36}$/)
  await logOf(stub).toEqual(['enqueued', 'ran 1'])
  expect(await stub.listed()).toEqual([])
})

test.each(workingClasses)('a handler of %s that fails enqueues nothing', async (Class) => {
  const stub = objectOf(Class, 'fails')
  const job = program(({ state }) => state.log.push('ran'))
  const failing = perform([Class, 'fails'], ({ jobs }) => {
    jobs.work(job)
    throw new Error('on purpose')
  })
  await expect(failing).rejects.toThrow('on purpose')
  expect(await stub.listed()).toEqual([])
  const partly = program(({ state }) => state.log.push('kept'))
  await perform([Class, 'fails'], async (self) => {
    self.jobs.work(partly)
    await self
      .transaction(() => {
        self.jobs.work(job)
        expect(self.ctx.jobs.list()).toHaveLength(2)
        throw new Error('on purpose')
      })
      .catch(() => undefined)
    expect(self.ctx.jobs.list()).toHaveLength(1)
  })
  await logOf(stub).toEqual(['kept'])
})

test.each(workingClasses)('the end of a job of %s is stored with its changes', async (Class) => {
  const stub = objectOf(Class, 'together')
  let fails = true
  const second = program(({ state }) => state.log.push('second'))
  const job = program(({ state, jobs }, { attempt }) => {
    state.log.push(`first ${attempt}`)
    jobs.work(second)
    if (!fails) return
    fails = false
    throw new Error('on purpose')
  })
  await perform([Class, 'together'], ({ jobs }) => void jobs.again(job))
  await logOf(stub).toEqual(['first 2', 'second'])
  expect(await stub.listed()).toEqual([])
})

test.each(workingClasses)('a job of %s that always fails is dead', async (Class) => {
  const stub = objectOf(Class, 'dies')
  const ids = new Set<string>()
  const job = program((_self, { id }) => {
    ids.add(id)
    throw new Error(`on purpose ${id}`)
  })
  programs.set(`failed ${job}`, ({ state }, error, { id, attempt }) => {
    state.log.push([error.message === `on purpose ${id}`, attempt])
  })
  const id = await perform([Class, 'dies'], ({ jobs }) => jobs.again(job))
  await logOf(stub).toEqual([[true, 3]])
  await expect.poll(() => stub.listed()).toMatchObject([{ status: 'dead' }])
  expect([...ids]).toEqual([id])
  expect(await stub.listed()).toMatchObject([
    { id, name: 'again', payload: job, failures: 3, error: `on purpose ${id}`, status: 'dead' },
  ])
})

test.each(workingClasses)('jobs of %s that are outside let others run', async (Class) => {
  const stub = objectOf(Class, 'outside')
  const gate = gateOf(`outside ${Class}`)
  const outside = program(async (self) => {
    const result = await self.outside(async () => {
      await gate.pass()
      return 'came back'
    })
    self.state.log.push(result)
  })
  const inside = program(({ state }) => state.log.push('meanwhile'))
  await perform([Class, 'outside'], ({ jobs }) => {
    jobs.work(outside)
    jobs.work(inside)
  })
  await gate.reached()
  await logOf(stub).toEqual(['meanwhile'])
  await expect.poll(() => stub.listed()).toMatchObject([{ status: 'running', payload: outside }])
  gate.open()
  await logOf(stub).toEqual(['meanwhile', 'came back'])
  expect(await stub.listed()).toEqual([])
})

test.each(workingClasses)('a step of a job of %s that is done is not done again', async (Class) => {
  const stub = objectOf(Class, 'once')
  let charged = 0
  const keys = new Set<string>()
  const charging = program(async (self, job) => {
    keys.add(job.key('charge'))
    const receipt = await job.once('charge', () =>
      self.outside(() => {
        charged += 1
        return { number: charged, at: new Date(5) }
      }),
    )
    self.state.log.push(receipt)
    if (job.attempt < 3) throw new Error('on purpose')
  })
  await perform([Class, 'once'], ({ jobs }) => void jobs.again(charging))
  await logOf(stub).toEqual([{ number: 1, at: new Date(5) }])
  expect(charged).toBe(1)
  expect(keys.size).toBe(1)
})

test.each(workingClasses)('a job of %s takes no longer than its timeout', async (Class) => {
  const stub = objectOf(Class, 'timeout')
  const gate = gateOf(`timeout ${Class}`)
  const outside = program(async (self) => {
    await self.outside(() => gate.pass())
    self.state.log.push('too late')
  })
  await perform([Class, 'timeout'], ({ jobs }) => void jobs.short(outside))
  await expect.poll(() => stub.listed()).toMatchObject([{ status: 'dead' }])
  gate.open()
  expect(await stub.listed()).toMatchObject([{ error: expect.stringContaining('50 ms') }])
  expect(await stub.read()).toEqual([])
})

test.each(workingClasses)('a job of %s that waits survives a restart', async (Class) => {
  const stub = objectOf(Class, 'restarts')
  const job = program(({ state }) => state.log.push('ran'))
  await perform([Class, 'restarts'], ({ jobs }) => {
    jobs.work(job, { delay: '100ms' })
    jobs.work(job, { at: new Date('2100-01-01') })
  })
  await restartObjects()
  await logOf(stub).toEqual(['ran'])
  expect(await stub.listed()).toMatchObject([{ at: new Date('2100-01-01'), status: 'waiting' }])
})

test.each(workingClasses)(
  'a handler of %s that is over when it returns enqueues or not',
  async (Class) => {
    const stub = () => objectOf(Class, 'at once')
    const expected: string[] = []
    for (let times = 1; times <= 6; times++) {
      const text = `job ${times}`
      const fails = times % 3 === 0
      const call = stub().enqueueAtOnce(text, fails)
      if (fails) expect((await caught(call)).message).toBe('on purpose')
      else await call
      if (!fails) expected.push(text)
      if (times === 4) await restartObjects()
    }
    // Several that share a commit.
    const more = ['a', 'b', 'c', 'd', 'e']
    await Promise.all(more.map((text) => stub().enqueueAtOnce(text, false)))
    expected.push(...more)
    expect(await stub().read()).toEqual(expected)
    const listed: JobInfo[] = await stub().listed()
    expect(listed.map(({ payload }) => payload)).toEqual(expected)
    await restartObjects()
    expect(await stub().listed()).toEqual(listed)
  },
)
