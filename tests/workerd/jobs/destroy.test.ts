import { runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import { Gate } from '../objects/gate.ts'
import { programs } from '../objects/programmed.ts'
import { perform } from '../programs.ts'
import { connect } from '../sockets/socket-client.ts'
import { begun } from './objects/ending.ts'
import { program } from './objects/job-programs.ts'

const later = Date.UTC(2100, 0, 1)

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** What the platform has stored of an object. */
function stored(stub: DurableObjectStub): Promise<unknown> {
  return runInDurableObject(stub, async (_object, { storage }) => ({
    tables: storage.sql
      .exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '!_cf!_%' ESCAPE '!'")
      .toArray(),
    keys: [...(await storage.list()).keys()],
    alarm: await storage.getAlarm(),
  }))
}
const nothing = { tables: [], keys: [], alarm: null }

const beginnings = (Class: string, name: string) => begun.get(String(objectOf(Class, name).id))

/** Waits until nobody makes the object again. */
async function expectGone(Class: string, name: string): Promise<void> {
  const before = beginnings(Class, name)
  await expect.poll(() => stored(objectOf(Class, name))).toEqual(nothing)
  expect(await objectOf(Class, name).exists()).toBe(false)
  expect(beginnings(Class, name)).toBe(before)
}

describe.each(['Destroying', 'DestroyingWithSql'])('ctx.destroy() of %s', (Class) => {
  test('ends the object after its handler, with all that belongs to it', async () => {
    await perform([Class, 'all'], async ({ state, ctx, jobs }) => {
      state.value = 2
      await ctx.storage.put('key', 1)
      await ctx.storage.setAlarm(later)
      jobs.work('x', { at: later - 1 })
    })
    const answer = await perform([Class, 'all'], ({ state, ctx, jobs }) => {
      ctx.destroy()
      state.value += 1
      jobs.work('x')
      return state.value
    })
    expect(answer).toBe(3)
    await expectGone(Class, 'all')
    expect(
      await perform([Class, 'all'], ({ state, ctx }) => [state.value, ctx.jobs.list()]),
    ).toEqual([1, []])
    expect(beginnings(Class, 'all')).toBe(2)
  })

  test('does nothing where its handler or transaction fails', async () => {
    await perform([Class, 'fails'], ({ jobs }) => jobs.work('x', { at: later }))
    const failing = perform([Class, 'fails'], ({ ctx }) => {
      ctx.destroy()
      throw new Error('on purpose')
    })
    await expect(failing).rejects.toThrow('on purpose')
    await perform([Class, 'fails'], async (self) => {
      const inner = self.transaction(() => {
        self.ctx.destroy()
        throw new Error('on purpose')
      })
      await expect(inner).rejects.toThrow('on purpose')
    })
    expect(await objectOf(Class, 'fails').exists()).toBe(true)
    expect(await perform([Class, 'fails'], ({ ctx }) => ctx.jobs.list())).toHaveLength(1)
  })

  test('closes its sockets with 4001, and their end does not make it again', async () => {
    const client = await connect(objectOf(Class, 'sockets'))
    const other = await connect(objectOf(Class, 'sockets'))
    client.socket.send(program(({ ctx }) => ctx.destroy()))
    expect(await client.closed).toMatchObject({ code: 4001 })
    expect(await other.closed).toMatchObject({ code: 4001 })
    await expectGone(Class, 'sockets')
  })

  test('by a job ends that too', async () => {
    const job = program(({ ctx }) => ctx.destroy())
    await perform([Class, 'job'], ({ jobs }) => {
      jobs.work(job)
      jobs.work('x', { at: later })
    })
    await expectGone(Class, 'job')
  })

  test('and deleteAll() end an alarm that was set before, and what is enqueued then rings', async () => {
    const object: [string, string] = [Class, 'enqueues after deleteAll']
    await perform(object, async ({ ctx, jobs }) => {
      await ctx.storage.setAlarm(later)
      await ctx.storage.deleteAll()
      jobs.work('x', { at: later + 5 })
    })
    const stub = objectOf(...object)
    expect(await stored(stub)).toMatchObject({ alarm: later + 5 })
    expect(await perform(object, ({ ctx }) => ctx.storage.getAlarm())).toBe(null)
  })

  test('and deleteAll() in a job leave nothing of that', async () => {
    const job = program(async ({ ctx }) => ctx.storage.deleteAll())
    await perform([Class, 'deleteAll'], ({ jobs }) => void jobs.work(job))
    await expectGone(Class, 'deleteAll')
  })

  test('ends jobs that are outside, and they do not make it again', async () => {
    const gate = new Gate()
    const done = new Gate()
    const job = program(async (self, { once }) => {
      void once
      try {
        await self.outside(() => gate.pass())
        self.state.value += 1
      } finally {
        void done.pass()
      }
    })
    await perform([Class, 'outside'], ({ jobs }) => void jobs.work(job))
    await gate.reached()
    await perform([Class, 'outside'], ({ ctx }) => ctx.destroy())
    gate.open()
    await done.reached()
    await expectGone(Class, 'outside')
    done.open()
  })

  test('is refused in start, which runs again at the next call', async () => {
    await perform([Class, 'in start'], () => undefined)
    programs.set('start in start', ({ ctx }) => ctx.destroy())
    await restartObjects()
    await expectError(
      perform([Class, 'in start'], () => undefined),
      { mentions: ['start'] },
    )
    programs.delete('start in start')
    expect(await perform([Class, 'in start'], ({ state }) => state.value)).toBe(1)
  })
})

test('ctx.destroy() needs no jobs', async () => {
  await perform(['DestroyingAlone', 'alone'], ({ ctx }) => ctx.storage.setAlarm(later))
  await perform(['DestroyingAlone', 'alone'], ({ ctx }) => ctx.destroy())
  await expectGone('DestroyingAlone', 'alone')
  await expectError(
    perform(['DestroyingAlone', 'alone'], ({ ctx }) => ctx.jobs.list()),
    { code: 'DURABLE_OBJECT_CONFIG', mentions: ['DestroyingAlone', 'jobs'] },
  )
})
