import { defineDurableObject } from '@cloudwerk/durable-object'
import { alarm, outside, storage } from '@cloudwerk/durable-object/runtime/features'
import { beforeEach, describe, expect, test } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'
import { alarmOf, ring } from '../programs.ts'
import { deploy, keyOf, methods, type Run } from '../versions/objects/versioned.ts'

const later = Date.UTC(2100, 0, 1)
const className = 'Redeployed'

const stub = (name: string) => objectOf(className, name)
// biome-ignore lint/suspicious/noExplicitAny: whatever the function gives
const perform = (name: string, run: Run): Promise<any> => stub(name).perform(keyOf(run))
const userAlarm = (name: string) => perform(name, ({ ctx }) => ctx.storage.getAlarm())
const logOf = (name: string) => perform(name, ({ state }) => state.log)

const common = {
  init: (): { log: string[] } => ({ log: [] }),
  methods,
  alarm(this: { state: { log: string[] } }) {
    this.state.log.push('alarm')
  },
}
const jobs = {
  work(this: { state: { log: string[] } }, text: string) {
    this.state.log.push(text)
  },
}
const withJobs = { className, definition: defineDurableObject({ ...common, jobs }) }
const withoutJobs = { className, definition: defineDurableObject(common) }
const withOthers = {
  className,
  definition: defineDurableObject({ ...common, jobs: { others() {} } }),
}
/** As a build makes it where no object of the app has jobs. */
const lean = { ...withoutJobs, features: { alarm, storage, outside } }

async function release(build: Parameters<typeof deploy>[0]): Promise<void> {
  deploy(build)
  await restartObjects()
}

beforeEach(() => release(withJobs))

describe.each([
  ['without jobs', withoutJobs],
  ['without jobs and without the code for them', lean],
])('code %s', (kind, build) => {
  test.each([
    ['before', -5],
    ['after', 5],
  ])('has its alarm, which was due %s the job', async (when, difference) => {
    const name = `${kind}, ${when}`
    await perform(name, async (self) => {
      await self.ctx.storage.setAlarm(later + difference)
      self.jobs.work('job', { at: later })
    })
    await release(build)
    // The platform rings for what is due first, and no call has woken the object.
    await ring(stub(name))
    if (difference > 0) {
      expect(await logOf(name)).toEqual([])
      expect(await userAlarm(name)).toBe(later + difference)
      expect(await alarmOf(stub(name))).toBe(later + difference)
      await ring(stub(name))
    }
    expect(await logOf(name)).toEqual(['alarm'])
    expect(await userAlarm(name)).toBeNull()

    // What it sets is its own again, and what waits is still there.
    await perform(name, ({ ctx }) => ctx.storage.setAlarm(later + 1))
    await release(withJobs)
    expect(await userAlarm(name)).toBe(later + 1)
    expect(await alarmOf(stub(name))).toBe(later)
    await ring(stub(name))
    expect(await logOf(name)).toEqual(['alarm', 'job'])
    await ring(stub(name))
    expect(await logOf(name)).toEqual(['alarm', 'job', 'alarm'])
    expect(await alarmOf(stub(name))).toBeNull()
  })

  test('has no alarm where only jobs waited, and wakes without one', async () => {
    const name = `${kind}, none`
    await perform(name, (self) => self.jobs.work('job', { at: later }))
    await release(build)
    expect(await userAlarm(name)).toBeNull()
    await perform(name, ({ ctx }) => ctx.storage.setAlarm(later + 9))
    await perform(name, ({ ctx }) => ctx.storage.deleteAlarm())
    await ring(stub(name), { scheduledTime: later })
    expect(await logOf(name)).toEqual(kind.includes('code') ? ['alarm'] : [])
    await release(withJobs)
    await logOf(name)
    expect(await alarmOf(stub(name))).toBe(later)
  })

  test('sets an alarm that code with jobs rings for', async () => {
    const name = `${kind}, set`
    await perform(name, (self) => self.jobs.work('job', { at: later }))
    await release(build)
    await perform(name, ({ ctx }) => ctx.storage.setAlarm(later - 1))
    await release(withJobs)
    // Nothing wakes it before.
    await ring(stub(name))
    expect(await logOf(name)).toEqual(['alarm'])
    await ring(stub(name))
    expect(await logOf(name)).toEqual(['alarm', 'job'])
  })
})

test('a job whose code is gone is kept, and runs when it is back', async () => {
  await perform('orphan', (self) => self.jobs.work('job', { delay: '1h', key: 'k' }))
  await release(withOthers)
  const list = () => perform('orphan', ({ ctx }) => ctx.jobs.list())
  expect(await list()).toMatchObject([{ name: 'work', status: 'orphaned', payload: 'job' }])
  await perform('orphan', ({ ctx }) => ctx.jobs.retry(ctx.jobs.list()[0].id))
  expect(await logOf('orphan')).toEqual([])
  await release(withJobs)
  await expect.poll(() => logOf('orphan')).toEqual(['job'])
  expect(await list()).toEqual([])
})
