import { runInDurableObject } from 'cloudflare:test'
import { testObject } from '@cloudwerk/durable-object/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import { Gate } from '../objects/gate.ts'
import { type Program, programs } from '../objects/programmed.ts'
import { alarmOf, perform, ring } from '../programs.ts'
import { program, telling, workingClasses } from './objects/job-programs.ts'

const later = Date.UTC(2100, 0, 1)
const hour = 3_600_000

/** The alarm of its handlers says that it rang. */
function ringing(name: string, more: Program = () => undefined): void {
  programs.set(`alarm ${name}`, async (self, info) => {
    self.state.log.push('alarm')
    await more(self, info)
  })
}

const userAlarm = (object: [string, string]) => perform(object, ({ ctx }) => ctx.storage.getAlarm())

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe.each(workingClasses)('the alarm of %s', (Class) => {
  test('is that of its handlers as long as nothing is enqueued', async () => {
    const stub = () => objectOf(Class, 'own')
    ringing('own')
    await perform([Class, 'own'], ({ ctx }) => ctx.storage.setAlarm(later))
    expect(await alarmOf(stub())).toBe(later)
    await ring(stub())
    expect(await stub().read()).toEqual(['alarm'])
    expect(await alarmOf(stub())).toBeNull()
    expect(await tables(stub())).not.toContain('__cloudwerk_jobs')
  })

  test.each([
    ['earlier', -hour],
    ['at the same time', 0],
    ['later', hour],
  ])('rings for both where that of the handlers is %s', async (when, difference) => {
    const name = `both ${when}`
    const stub = () => objectOf(Class, name)
    ringing(name)
    await perform([Class, name], async ({ ctx, jobs }) => {
      await ctx.storage.setAlarm(later + difference)
      jobs.work(telling('job'), { at: later })
      expect(await ctx.storage.getAlarm()).toBe(later + difference)
    })
    expect(await alarmOf(stub())).toBe(later + Math.min(0, difference))
    expect(await userAlarm([Class, name])).toBe(later + difference)
    await restartObjects()
    expect(await userAlarm([Class, name])).toBe(later + difference)
    await ring(stub())
    const first = difference < 0 ? ['alarm'] : ['job']
    if (difference === 0) expect([...(await stub().read())].sort()).toEqual(['alarm', 'job'])
    else expect(await stub().read()).toEqual(first)
    await ring(stub())
    expect([...(await stub().read())].sort()).toEqual(['alarm', 'job'])
    expect(await userAlarm([Class, name])).toBeNull()
    expect(await alarmOf(stub())).toBeNull()
  })

  test('that was set before the first job stays that of the handlers', async () => {
    const stub = () => objectOf(Class, 'adopted')
    ringing('adopted')
    await perform([Class, 'adopted'], ({ ctx }) => ctx.storage.setAlarm(later))
    await restartObjects()
    await perform(
      [Class, 'adopted'],
      ({ jobs }) => void jobs.work(telling('job'), { at: later - 5 }),
    )
    expect(await alarmOf(stub())).toBe(later - 5)
    expect(await userAlarm([Class, 'adopted'])).toBe(later)
    await ring(stub())
    expect(await stub().read()).toEqual(['job'])
    expect(await alarmOf(stub())).toBe(later)
    await ring(stub())
    expect(await stub().read()).toEqual(['job', 'alarm'])
  })

  test('that rang before the first job, and changed nothing, does not ring again', async () => {
    const stub = () => objectOf(Class, 'rang')
    let rung = 0
    programs.set('alarm rang', () => {
      rung += 1
    })
    await perform([Class, 'rang'], ({ ctx }) => ctx.storage.setAlarm(later))
    await ring(stub())
    await perform([Class, 'rang'], ({ jobs }) => void jobs.work(telling('job'), { at: later + 5 }))
    expect(await userAlarm([Class, 'rang'])).toBeNull()
    expect(await alarmOf(stub())).toBe(later + 5)
    await ring(stub())
    expect(await stub().read()).toEqual(['job'])
    expect(rung).toBe(1)
  })

  test('is deleted for the handlers alone', async () => {
    const stub = () => objectOf(Class, 'deleted')
    ringing('deleted')
    await perform([Class, 'deleted'], async ({ ctx, jobs }) => {
      await ctx.storage.setAlarm(later)
      jobs.work(telling('job'), { at: later + 5 })
    })
    await perform([Class, 'deleted'], ({ ctx }) => ctx.storage.deleteAlarm())
    expect(await userAlarm([Class, 'deleted'])).toBeNull()
    // Never moved to a later time: it finds nothing and moves itself.
    expect(await alarmOf(stub())).toBe(later)
    await ring(stub())
    expect(await stub().read()).toEqual([])
    expect(await alarmOf(stub())).toBe(later + 5)
    await ring(stub())
    expect(await stub().read()).toEqual(['job'])
  })

  test('stays as it was where a handler or transaction fails', async () => {
    const name = 'undone'
    await perform([Class, name], async ({ ctx, jobs }) => {
      await ctx.storage.setAlarm(later)
      jobs.work(telling('job'), { at: later + 5 })
    })
    await perform([Class, name], async (self) => {
      const failing = self.ctx.storage.transaction(async (txn: DurableObjectTransaction) => {
        await txn.setAlarm(later - hour)
        self.jobs.work(telling('other'), { at: later - hour })
        throw new Error('on purpose')
      })
      await expect(failing).rejects.toThrow('on purpose')
      expect(await self.ctx.storage.getAlarm()).toBe(later)
    })
    const failing = perform([Class, name], async ({ ctx, jobs }) => {
      await ctx.storage.deleteAlarm()
      jobs.work(telling('other'), { at: later - hour })
      throw new Error('on purpose')
    })
    await expect(failing).rejects.toThrow('on purpose')
    expect(await userAlarm([Class, name])).toBe(later)
    expect(await alarmOf(objectOf(Class, name))).toBe(later)
    expect(await objectOf(Class, name).listed()).toHaveLength(1)
  })

  test('is tried again for the handlers, and rings for jobs meanwhile', async () => {
    const name = 'again'
    const stub = () => objectOf(Class, name)
    const infos: unknown[] = []
    ringing(name, ({ ctx }, info) => {
      infos.push(info.retryCount)
      if (infos.length < 3) throw new Error('on purpose')
      return ctx.storage.setAlarm(later + hour)
    })
    await perform([Class, name], async ({ ctx, jobs }) => {
      await ctx.storage.setAlarm(later)
      jobs.work(telling('job'), { at: later - 1 })
    })
    await ring(stub())
    for (let rings = 1; rings <= 2; rings++) {
      await ring(stub())
      expect(await stub().read()).toEqual(['job'])
      // Of the clock, which is far from 2100.
      expect(await userAlarm([Class, name])).toBeLessThan(Date.now() + hour)
      expect(await alarmOf(stub())).toBe(await userAlarm([Class, name]))
      await restartObjects()
    }
    await ring(stub())
    expect(infos).toEqual([0, 1, 2])
    expect(await stub().read()).toEqual(['job', 'alarm'])
    expect(await alarmOf(stub())).toBe(later + hour)
    expect(await userAlarm([Class, name])).toBe(later + hour)
  })

  test('of the handlers shows as none while it rings, also after a restart in the middle', async () => {
    const name = 'shows'
    const stub = () => objectOf(Class, name)
    const gate = new Gate()
    let times = 0
    ringing(name, async (self) => {
      self.state.log.push(await self.ctx.storage.getAlarm())
      if (times++ === 0) await self.outside(() => gate.pass())
    })
    await perform([Class, name], async ({ ctx, jobs }) => {
      await ctx.storage.setAlarm(later)
      jobs.work(telling('job'), { at: later + hour })
    })
    const first = ring(stub()).catch(() => undefined)
    await gate.reached()
    expect(await userAlarm([Class, name])).toBeNull()
    await restartObjects()
    await first
    // The platform rings again what it owes.
    await perform([Class, name], () => undefined)
    await ring(stub(), { scheduledTime: later })
    expect(await stub().read()).toEqual(['alarm', null, 'alarm', null])
    expect(await userAlarm([Class, name])).toBeNull()
  })

  test('rings once the object was woken and its ring had got lost', async () => {
    const stub = () => objectOf(Class, 'lost')
    await perform([Class, 'lost'], ({ jobs }) => void jobs.work(telling('job'), { at: later }))
    await runInDurableObject(stub(), (_object, { storage }) => storage.deleteAlarm())
    await restartObjects()
    await stub().read()
    expect(await alarmOf(stub())).toBe(later)
    await perform([Class, 'lost'], ({ jobs }) => void jobs.work(telling('now'), { delay: 5 }))
    await expect.poll(() => stub().read()).toEqual(['now'])
    expect(await alarmOf(stub())).toBe(later)
  })

  test('is only set by what is due before', async () => {
    const stub = () => objectOf(Class, 'only')
    const enqueue = (at: number) =>
      perform([Class, 'only'], ({ jobs }) => void jobs.work(telling(`${at - later}`), { at }))
    const set = vi.fn()
    await perform([Class, 'only'], ({ jobs }) => void jobs.work(telling('0'), { at: later }))
    await runInDurableObject(stub(), (_object, { storage }) => {
      const { setAlarm } = storage
      // Both the test and the runtime see this object of the platform.
      storage.setAlarm = (...args) => {
        set(...args)
        return setAlarm.apply(storage, args)
      }
    })
    await enqueue(later + 1)
    await enqueue(later)
    expect(set).not.toHaveBeenCalled()
    await enqueue(later - 1)
    expect(set).toHaveBeenCalledExactlyOnceWith(later - 1)
  })

  test('is not set before the end of a ring', async () => {
    const stub = () => objectOf(Class, 'at end')
    const seen: unknown[] = []
    await stub().read()
    const alarmIn = await exposeStorage(stub())
    const second = program(async (self) => {
      self.state.log.push('second')
      self.jobs.work(telling('third'), { at: later + hour })
      seen.push(await alarmIn())
    })
    const first = program(async (self) => {
      self.state.log.push('first')
      self.jobs.work(second)
      self.jobs.work(telling('fourth'), { at: later + 2 * hour })
      seen.push(await alarmIn())
    })
    await perform([Class, 'at end'], ({ jobs }) => void jobs.work(first, { at: later }))
    await ring(stub())
    expect(await stub().read()).toEqual(['first', 'second'])
    expect(seen).toEqual([null, null])
    expect(await alarmOf(stub())).toBe(later + hour)
  })

  test('is set first where the platform has tried before', async () => {
    const stub = () => objectOf(Class, 'retried')
    const seen: unknown[] = []
    await stub().read()
    const alarmIn = await exposeStorage(stub())
    const job = program(async () => void seen.push(await alarmIn()))
    const enqueue = () =>
      perform([Class, 'retried'], ({ jobs }) => void jobs.work(job, { at: later }))
    await enqueue()
    const before = Date.now()
    await ring(stub(), { retryCount: 1, isRetry: true })
    expect(seen[0]).toBeGreaterThanOrEqual(before + 30_000)
    expect(seen[0]).toBeLessThanOrEqual(Date.now() + 30_000)
    expect(await alarmOf(stub())).toBeNull()
    await enqueue()
    await ring(stub(), { retryCount: 0 })
    expect(seen[1]).toBeNull()
  })

  test('never throws for a wake that fails, and tries it again after longer and longer pauses', async () => {
    const name = 'no wake'
    const stub = () => objectOf(Class, name)
    await perform([Class, name], ({ jobs }) => void jobs.work(telling('job'), { at: later }))
    programs.set(`start ${name}`, () => {
      throw new Error('on purpose')
    })
    await restartObjects()
    const pauses: number[] = []
    for (let failures = 1; failures <= 9; failures++) {
      const before = Date.now()
      await ring(stub())
      pauses.push(Math.round((((await alarmOf(stub())) ?? 0) - before) / 1_000))
      if (failures % 3 === 0) await restartObjects()
    }
    expect(pauses).toEqual([30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600])
    programs.delete(`start ${name}`)
    // Sooner than in 2100, so it finds nothing to do.
    await ring(stub())
    expect(await stub().read()).toEqual([])
    expect(await alarmOf(stub())).toBe(later)
    await ring(stub())
    expect(await stub().read()).toEqual(['job'])
    await perform([Class, name], ({ jobs }) => void jobs.work(telling('job'), { at: later }))
    programs.set(`start ${name}`, () => {
      throw new Error('on purpose')
    })
    await restartObjects()
    const before = Date.now()
    await ring(stub())
    expect(Math.round((((await alarmOf(stub())) ?? 0) - before) / 1_000)).toBe(30)
    programs.delete(`start ${name}`)
  })

  test('never throws for jobs that newer code has stored', async () => {
    const stub = () => objectOf(Class, 'newer')
    await perform([Class, 'newer'], ({ jobs }) => void jobs.work(telling('job'), { at: later }))
    await runInDurableObject(stub(), (_object, { storage }) =>
      storage.sql.exec("UPDATE __cloudwerk_state SET data = '[2,null]' WHERE id = -3"),
    )
    await restartObjects()
    const before = Date.now()
    await ring(stub())
    expect(Math.round((((await alarmOf(stub())) ?? 0) - before) / 1_000)).toBe(3_600)
    await expectError(stub().read(), { code: 'DURABLE_OBJECT_STATE', mentions: ['format 2'] })
    await runInDurableObject(stub(), (_object, { storage }) =>
      storage.sql.exec("UPDATE __cloudwerk_state SET data = '[1,null]' WHERE id = -3"),
    )
    await restartObjects()
    await ring(stub())
    expect(await alarmOf(stub())).toBe(later)
  })

  test('never throws for a commit that fails', async () => {
    const name = 'no commit'
    const stub = () => objectOf(Class, name)
    await perform([Class, name], ({ jobs }) => void jobs.work(telling('job'), { at: later }))
    await testObject(stub()).failNextWrite()
    const before = Date.now()
    await ring(stub())
    expect(Math.round((((await alarmOf(stub())) ?? 0) - before) / 1_000)).toBe(30)
    expect(await stub().read()).toEqual([])
    await ring(stub())
    await ring(stub())
    expect(await stub().read()).toEqual(['job'])
    expect(await stub().listed()).toEqual([])
  })
})

const tables = (stub: DurableObjectStub): Promise<string[]> =>
  runInDurableObject(stub, (_object, { storage }) =>
    storage.sql
      .exec<{ name: string }>('SELECT name FROM sqlite_master')
      .toArray()
      .map(({ name }) => name),
  )

const storages = new Map<string, DurableObjectStorage>()

/** The platform's storage of an object, for code that runs in the object. */
async function exposeStorage(stub: DurableObjectStub): Promise<() => Promise<number | null>> {
  const key = String(stub.id)
  await runInDurableObject(stub, (_object, { storage }) => void storages.set(key, storage))
  return async () => (await storages.get(key)?.getAlarm()) ?? null
}
