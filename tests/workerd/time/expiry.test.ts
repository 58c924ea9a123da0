import { testTime } from '@cloudwerk/durable-object/testing'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { messageOf, restartObjects } from '../calls.ts'
import { Gate } from '../objects/gate.ts'
import { perform, release, rowsOf, storages, touch, useStorage } from './scheduled.ts'

const start = '2026-03-02T06:00:00.000Z'

const read = (name: string): Promise<number> => perform(name, (self) => self.state.touched)
const isGone = async (name: string) => (await rowsOf(name)).length === 0

afterEach(() => {
  vi.restoreAllMocks()
})

describe.each(storages)('%s,', (name, keys) => {
  beforeAll(() => useStorage(name, keys))

  describe('an object with expires.after', () => {
    test('deletes itself that long after its first commit, with its alarm', async () => {
      const time = testTime(start)
      await release({ expires: { after: '1h' } })
      await touch('after')
      await time.advance('59m')
      expect(await read('after')).toBe(1)
      await touch('after')
      await time.advance('1m')
      expect(await isGone('after')).toBe(true)
      expect(await read('after')).toBe(0)
    })

    test('is armed by init, so that a name that is made up cleans up after itself', async () => {
      const time = testTime(start)
      await release({ expires: { after: '1h' } })
      expect(await read('made up')).toBe(0)
      expect(await isGone('made up')).toBe(false)
      await restartObjects()
      await time.advance('1h')
      expect(await isGone('made up')).toBe(true)
    })
  })

  describe('an object with expires.idle', () => {
    test('deletes itself that long after its last commit', async () => {
      const time = testTime(start)
      await release({ expires: { idle: '30d' } })
      await touch('idle')
      await time.advance('20d')
      await touch('idle')
      await time.advance('29d')
      expect(await read('idle')).toBe(2)
      await time.advance('1d')
      expect(await isGone('idle')).toBe(true)
    })

    test('does not count reads', async () => {
      const time = testTime(start)
      await release({ expires: { idle: '30d' } })
      await touch('idle reads')
      await time.advance('20d')
      expect(await read('idle reads')).toBe(1)
      await time.advance('10d')
      expect(await isGone('idle reads')).toBe(true)
    })

    test('counts them with reads: true, at a row for each tenth of the time', async () => {
      const time = testTime(start)
      await release({ expires: { idle: { after: '10d', reads: true } } })
      await touch('counts reads')
      const before = await rowsOf('counts reads')
      await time.advance('23h')
      await read('counts reads')
      expect(await rowsOf('counts reads')).toEqual(before)
      await time.advance('2h')
      await read('counts reads')
      await vi.waitUntil(async () => (await rowsOf('counts reads')) !== before)
      for (let day = 0; day < 20; day++) {
        await time.advance('1d')
        expect(await read('counts reads')).toBe(1)
      }
      await time.advance('10d')
      expect(await isGone('counts reads')).toBe(true)
    })

    test('lets a schedule end that runs', async () => {
      const gate = new Gate()
      const ended: string[] = []
      await release({
        expires: { idle: '200ms' },
        schedules: {
          once: {
            every: '100ms',
            // biome-ignore lint/suspicious/noExplicitAny: of any definition
            async run(this: any) {
              await this.outside(() => gate.pass())
              ended.push('run')
            },
          },
        },
      })
      await touch('schedule runs')
      await gate.reached()
      const reached = Date.now()
      await vi.waitUntil(() => Date.now() > reached + 300)
      expect(await isGone('schedule runs')).toBe(false)
      gate.open()
      await vi.waitUntil(() => isGone('schedule runs'))
      expect(ended[0]).toBe('run')
    })

    test('begins with the first change where that makes the object, and so do schedules', async () => {
      const time = testTime(start)
      await release({
        createOn: 'change',
        expires: { idle: '1h' },
        schedules: { often: { every: '10m', run() {} } },
      })
      expect(await read('by change')).toBe(0)
      expect(await isGone('by change')).toBe(true)
      await time.advance('30m')
      await touch('by change')
      expect((await rowsOf('by change')).map(({ id }) => id)).toEqual([-5, -4, -3, 0, 1])
      await time.advance('59m')
      expect(await isGone('by change')).toBe(false)
      await time.advance('1m')
      expect(await isGone('by change')).toBe(true)
    })

    test('costs no row for each of many commits', async () => {
      testTime(start)
      await release({ expires: { idle: '30d' } })
      await touch('cheap')
      const expiryOf = async () => (await rowsOf('cheap')).find(({ id }) => id === -5)
      const before = await expiryOf()
      for (let times = 0; times < 5; times++) await touch('cheap')
      expect(await expiryOf()).toEqual(before)
    })

    test('does not begin schedules by reads', async () => {
      const time = testTime(start)
      await release({
        expires: { idle: { after: '10d', reads: true } },
        schedules: { often: { every: '1d', run() {} } },
      })
      await read('only reads')
      await time.advance('2d')
      await read('only reads')
      await vi.waitUntil(async () => {
        const used = (await rowsOf('only reads')).find(({ id }) => id === -5)
        return used?.data.includes(String(Date.now()))
      })
      expect((await rowsOf('only reads')).map(({ id }) => id)).not.toContain(-4)
    })

    test('leaves nothing of an object that a method destroys', async () => {
      testTime(start)
      await release({ expires: { idle: { after: '10d', reads: true } } })
      await touch('destroyed')
      await perform('destroyed', ({ ctx }) => ctx.destroy())
      expect(await isGone('destroyed')).toBe(true)
    })

    test('is never deleted too early, though it is ended', async () => {
      const time = testTime(start)
      await release({ expires: { idle: '100m' } })
      await touch('idle ended')
      await time.advance('30s')
      await touch('idle ended')
      await restartObjects()
      await time.advance('100m')
      expect(await isGone('idle ended')).toBe(false)
      await time.advance('1m')
      expect(await isGone('idle ended')).toBe(true)
    })

    test('is not idle while jobs wait', async () => {
      const time = testTime(start)
      await release({ expires: { idle: '1h' }, jobs: { async work() {} } })
      await perform('works', (self) => self.jobs.work(undefined, { delay: '90m' }))
      await time.advance('2h')
      expect(await isGone('works')).toBe(false)
      await time.advance('1h')
      expect(await isGone('works')).toBe(true)
    })

    test('does not count the runs of its schedules', async () => {
      const time = testTime(start)
      await release({
        expires: { idle: '1h' },
        schedules: {
          often: {
            every: '10m',
            // biome-ignore lint/suspicious/noExplicitAny: of any definition
            async run(this: any) {
              this.state.touched += 1
            },
          },
        },
      })
      await touch('schedules')
      await time.advance('59m')
      expect(await read('schedules')).toBe(6)
      await time.advance('1m')
      expect(await isGone('schedules')).toBe(true)
    })
  })

  describe('expires.before', () => {
    test('runs as a handler, and lets the object stay for as long again where it gives false', async () => {
      const time = testTime(start)
      const ends: string[] = []
      await release({
        expires: {
          after: '1h',
          // biome-ignore lint/suspicious/noExplicitAny: of any definition
          async before(this: any) {
            ends.push(`${new Date().toISOString().slice(11, 16)} ${this.state.touched}`)
            this.state.touched += 1
            return this.state.touched > 2
          },
        },
      })
      await touch('stays')
      await time.advance('1h')
      expect(await read('stays')).toBe(2)
      await time.advance('59m')
      expect(await read('stays')).toBe(2)
      await time.advance('1m')
      expect(await isGone('stays')).toBe(true)
      expect(ends).toEqual(['07:00 1', '08:00 2'])
    })

    test('does not end an object that is used while it is outside', async () => {
      const time = testTime(start)
      const gate = new Gate()
      await release({
        expires: {
          idle: '1h',
          // biome-ignore lint/suspicious/noExplicitAny: of any definition
          async before(this: any) {
            await this.outside(() => gate.pass())
          },
        },
      })
      await touch('used outside')
      const ending = time.advance('1h')
      await gate.reached()
      await touch('used outside')
      gate.open()
      await ending
      expect(await read('used outside')).toBe(2)
      await time.advance('1h')
      expect(await isGone('used outside')).toBe(true)
    })

    test('is tried again where it fails, with nothing deleted', async () => {
      const time = testTime(start)
      const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined)
      let fails = true
      await release({
        expires: {
          after: '1h',
          before() {
            if (fails) throw new Error('on purpose')
          },
        },
      })
      await touch('before fails')
      await time.advance('1h')
      expect(await read('before fails')).toBe(1)
      expect(reported).toHaveBeenCalledWith(
        expect.stringMatching(
          /^'expires' of Scheduled 'before fails .*' failed and is tried again in/,
        ),
        expect.objectContaining({ message: 'on purpose' }),
      )
      fails = false
      await time.advance('1h')
      expect(await isGone('before fails')).toBe(true)
    })
  })

  test.each([
    [{}, "has 'expires' without a time"],
    [{ idle: '1w' }, "has 'expires.idle' that is '1w', which is not a duration"],
    [{ after: -5 }, "has 'expires.after' that is -5, which is not a duration"],
    [{ idle: { after: 0 } }, "has 'expires.idle.after' that is 0. Use 1 ms or more"],
    [{ idle: { after: '5m', writes: true } }, "has an unknown key 'expires.idle.writes'"],
  ])('a definition is refused with expires: %j', async (expires, message) => {
    expect(await messageOf(release({ expires }))).toContain(`Scheduled ${message}`)
  })
})
