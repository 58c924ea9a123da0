import { runInDurableObject } from 'cloudflare:test'
import { testTime } from '@cloudwerk/durable-object/testing'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { messageOf, restartObjects } from '../calls.ts'
import { Gate } from '../objects/gate.ts'
import { alarmOf } from '../programs.ts'
import {
  note,
  objectNamed,
  perform,
  release,
  rowsOf,
  stateOf,
  storages,
  touch,
  useStorage,
} from './scheduled.ts'

const start = '2026-03-02T06:00:00.000Z'
const monday = Date.parse(start)
const minute = 60_000

const half = { every: '30m' as const, run: note }

/** What is stored of the schedules. */
async function rowOf(name: string): Promise<unknown> {
  const row = (await rowsOf(name)).find(({ id }) => id === -4)
  return row && JSON.parse(row.data)[1]
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe.each(storages)('%s,', (name, keys) => {
  beforeAll(() => useStorage(name, keys))

  describe('schedules begin', () => {
    test('with the first handler that commits, and not with init, start or a read', async () => {
      testTime(start)
      await release({
        init: () => ({ touched: 0, runs: [] }),
        start(this: { state: { touched: number } }) {
          this.state.touched = 10
        },
        schedules: { half },
      })
      await stateOf('begins')
      expect(await rowOf('begins')).toBeUndefined()
      expect(await alarmOf(objectNamed('begins'))).toBeNull()
      await messageOf(
        perform('begins', (self) => {
          self.state.touched = 1
          throw new Error('on purpose')
        }),
      )
      expect(await rowOf('begins')).toBeUndefined()
      await touch('begins')
      expect(await rowOf('begins')).toEqual({
        half: { line: { every: 30 * minute }, next: monday + 30 * minute },
      })
    })

    test('with ctx.schedules.set in init', async () => {
      const time = testTime(start)
      await release({
        init(this: unknown, ctx: { schedules: { set(name: string, change: object): void } }) {
          ctx.schedules.set('half', { every: '20m' })
          return { touched: 0, runs: [] }
        },
        schedules: { half },
      })
      await stateOf('init')
      await time.advance('45m')
      expect((await stateOf('init')).runs).toEqual(['03-02T06:20 0', '03-02T06:40 0'])
    })
  })

  test('a schedule runs at each of its slots, at its time, though the object is ended', async () => {
    const time = testTime(start)
    await release({ schedules: { half } })
    await touch('runs')
    await time.advance('29m')
    expect((await stateOf('runs')).runs).toEqual([])
    await time.advance('1m')
    expect((await stateOf('runs')).runs).toEqual(['03-02T06:30 0'])
    await restartObjects()
    await time.advance('1h')
    expect((await stateOf('runs')).runs).toEqual([
      '03-02T06:30 0',
      '03-02T07:00 0',
      '03-02T07:30 0',
    ])
  })

  test('a cron line runs at its local time, over the change of the clock', async () => {
    const time = testTime('2026-03-27T00:00:00Z')
    const digest = { cron: '30 2 * * *', timeZone: 'Europe/Berlin', spread: 0, run: note }
    await release({ schedules: { digest } })
    await touch('cron')
    await time.advance('4d')
    expect((await stateOf('cron')).runs).toEqual([
      '03-27T01:30 0',
      '03-28T01:30 0',
      '03-29T01:00 0',
      '03-30T00:30 0',
    ])
  })

  test('a cron line is spread over a minute, by the id of the object', async () => {
    const time = testTime(start)
    await release({ schedules: { digest: { cron: '0 7 * * *', run: note } } })
    const names = Array.from({ length: 20 }, (_, index) => `spread ${index}`)
    await Promise.all(names.map(touch))
    const rings = await Promise.all(
      names.map((name) =>
        runInDurableObject(objectNamed(name), (_object, { storage }) => storage.getAlarm()),
      ),
    )
    expect(new Set(rings).size).toBeGreaterThan(10)
    await time.advance('59m')
    expect((await stateOf('spread 0')).runs).toEqual([])
    await time.advance('2m')
    for (const name of names) expect((await stateOf(name)).runs).toHaveLength(1)
  })

  test('the end of a run and its next slot are one commit', async () => {
    const time = testTime(start)
    const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    let fails = true
    await release({
      schedules: {
        half: {
          every: '30m',
          // biome-ignore lint/suspicious/noExplicitAny: of any definition
          async run(this: any, run: { at: Date; missed: number }) {
            note.call(this, run)
            if (fails) throw new Error('on purpose')
          },
        },
      },
    })
    await touch('fails')
    await time.advance('30m')
    expect((await stateOf('fails')).runs).toEqual([])
    expect(reported).toHaveBeenCalledWith(
      expect.stringMatching(
        /^'schedules\.half' of Scheduled 'fails .*' failed and is tried again in /,
      ),
      expect.objectContaining({ message: 'on purpose' }),
    )
    fails = false
    await time.advance('20m')
    expect((await stateOf('fails')).runs).toHaveLength(1)
    expect(await rowOf('fails')).toEqual({
      half: { line: { every: 30 * minute }, next: monday + 60 * minute },
    })
  })

  test('a run that always fails is left out after five attempts, and the next one says so', async () => {
    const time = testTime(start)
    const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const attempts: number[] = []
    let fails = true
    await release({
      schedules: {
        daily: {
          every: '1d',
          // biome-ignore lint/suspicious/noExplicitAny: of any definition
          async run(this: any, run: { at: Date; missed: number }) {
            attempts.push(Date.now())
            if (fails) throw new Error('on purpose')
            note.call(this, run)
          },
        },
      },
    })
    await touch('gives up')
    await time.advance('1d')
    await time.advance('12h')
    expect(attempts).toHaveLength(5)
    expect(reported).toHaveBeenLastCalledWith(
      expect.stringContaining('failed for the last time and is left out'),
      expect.anything(),
    )
    fails = false
    await time.advance('1d')
    expect((await stateOf('gives up')).runs).toEqual(['03-04T06:00 1'])
  })

  test('a slot whose run before is not over is skipped and counted', async () => {
    const gate = new Gate()
    const ran: { at: number; missed: number }[] = []
    await release({
      schedules: {
        often: {
          every: '20ms',
          // biome-ignore lint/suspicious/noExplicitAny: of any definition
          async run(this: any, { at, missed }: { at: Date; missed: number }) {
            if (ran.length === 0) await this.outside(() => gate.pass())
            ran.push({ at: at.getTime(), missed })
          },
        },
      },
    })
    await touch('overlaps')
    await gate.reached()
    const reached = Date.now()
    // Others have the object meanwhile.
    await touch('overlaps')
    await vi.waitUntil(() => Date.now() > reached + 100)
    expect(ran).toEqual([])
    gate.open()
    await vi.waitUntil(() => ran.length > 1)
    await perform('overlaps', ({ ctx }) => ctx.destroy())
    const [first, second] = ran
    expect(second?.missed).toBeGreaterThanOrEqual(4)
    expect(second?.at).toBe((first?.at ?? 0) + ((second?.missed ?? 0) + 1) * 20)
  })

  describe('a run that ends with its object', () => {
    /** A schedule whose first runs end the object. Gives how many there were. */
    async function releaseEnding(ends: number): Promise<() => number> {
      let runs = 0
      await release({
        schedules: {
          half: {
            every: '30m',
            // biome-ignore lint/suspicious/noExplicitAny: of any definition
            async run(this: any, run: { at: Date; missed: number }) {
              runs += 1
              note.call(this, run)
              // With this beginning, vitest-plugin 1.4.0 does not print it.
              if (runs <= ends) this.ctx.abort('Instance disposed by a test')
            },
          },
        },
      })
      return () => runs
    }

    test('runs again, for the same slot', async () => {
      const time = testTime(start)
      const countRuns = await releaseEnding(1)
      await touch('crashes')
      await time.advance('31m')
      expect(countRuns()).toBe(2)
      expect((await stateOf('crashes')).runs).toEqual([expect.stringMatching(/^03-02T06:30 0/)])
      expect(await rowOf('crashes')).toEqual({
        half: { line: { every: 30 * minute }, next: monday + 60 * minute },
      })
    })

    test('is left out after three of them, so that the object does not end again and again', async () => {
      const time = testTime(start)
      const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined)
      const countRuns = await releaseEnding(Number.POSITIVE_INFINITY)
      await touch('ends it')
      await time.advance('55m')
      expect(countRuns()).toBe(3)
      expect(reported).toHaveBeenLastCalledWith(
        expect.stringMatching(
          /^'schedules\.half' of Scheduled 'ends it .*' failed and is left out/,
        ),
        expect.objectContaining({ message: expect.stringContaining('3 times') }),
      )
      expect(await rowOf('ends it')).toEqual({
        half: { line: { every: 30 * minute }, next: monday + 60 * minute, missed: 1 },
      })
    })
  })

  test.each([
    // biome-ignore-start lint/suspicious/noExplicitAny: a handler of any definition
    ['destroys', (self: any) => self.ctx.destroy()],
    [
      'deletes and fails',
      async (self: any) => {
        await self.ctx.storage.deleteAll()
        throw new Error('on purpose')
      },
    ],
    // biome-ignore-end lint/suspicious/noExplicitAny: a handler of any definition
  ])(
    'a run that %s leaves nothing of its object, and the next object has schedules too',
    async (name, end) => {
      const time = testTime(start)
      vi.spyOn(console, 'error').mockImplementation(() => undefined)
      let ran = 0
      await release({
        schedules: {
          half: {
            every: '30m',
            async run() {
              ran += 1
              await end(this)
            },
          },
        },
      })
      for (const times of [1, 2]) {
        await touch(name)
        await time.advance('2h')
        expect(await rowsOf(name)).toEqual([])
        expect(await alarmOf(objectNamed(name))).toBeNull()
        expect(ran).toBe(times)
      }
    },
  )

  test('schedules that are due together run one after another, and calls come between', async () => {
    const time = testTime(start)
    const ran: string[] = []
    const named = (name: string) => ({
      every: '30m',
      async run() {
        ran.push(name)
        await new Promise((resolve) => setTimeout(resolve, 1))
        ran.push(name)
      },
    })
    await release({ schedules: { a: named('a'), b: named('b'), c: named('c') } })
    await touch('together')
    await time.advance('30m')
    expect(ran).toEqual(['a', 'a', 'b', 'b', 'c', 'c'])
  })

  test('a run costs two rows and the alarm, and a read none', async () => {
    const time = testTime(start)
    const changes = () =>
      runInDurableObject(objectNamed('rows'), (_object, { storage }) =>
        Number(storage.sql.exec('SELECT total_changes() AS n').one().n),
      )
    await release({ schedules: { half: { every: '30m', run() {} } } })
    await touch('rows')
    const before = await changes()
    await time.advance('29m')
    await stateOf('rows')
    expect(await changes()).toBe(before)
    await time.advance('1m')
    expect(await changes()).toBe(before + 3)
  })

  test('are refused in a method that only reads', async () => {
    testTime(start)
    await release({ schedules: { half }, calls: { reads: ['perform'] } })
    const call = perform('reads', ({ ctx }) => ctx.schedules.set('half', { every: '1h' }))
    expect(await messageOf(call)).toContain('calls.reads')
  })

  describe('what an object changes of a schedule', () => {
    const digest = { cron: '0 9 * * MON-FRI', timeZone: 'Europe/Berlin', spread: 0, run: note }

    test('holds for it alone, until it is reset', async () => {
      const time = testTime(start)
      await release({ schedules: { digest } })
      await touch('unchanged')
      await perform('changed', ({ ctx }) =>
        ctx.schedules.set('digest', { timeZone: 'America/New_York' }),
      )
      await time.advance('1d')
      expect((await stateOf('unchanged')).runs).toEqual(['03-02T08:00 0'])
      expect((await stateOf('changed')).runs).toEqual(['03-02T14:00 0'])
      await perform('changed', ({ ctx }) => ctx.schedules.set('digest', { cron: '30 9 * * *' }))
      await time.advance('1d')
      expect((await stateOf('changed')).runs.slice(1)).toEqual(['03-03T14:30 0'])
      await perform('changed', ({ ctx }) => ctx.schedules.reset('digest'))
      await time.advance('1d')
      expect((await stateOf('changed')).runs.slice(2)).toEqual(['03-04T08:00 0'])
    })

    test('is left aside where new code cannot follow it, and is there when it can again', async () => {
      const time = testTime(start)
      await release({ schedules: { digest } })
      await perform('left aside', ({ ctx }) => ctx.schedules.set('digest', { cron: '0 7 * * *' }))
      await release({ schedules: { digest: { every: '20m', run: note } } })
      await stateOf('left aside')
      await time.advance('20m')
      expect((await stateOf('left aside')).runs).toEqual(['03-02T06:20 0'])
      await release({ schedules: { digest } })
      await stateOf('left aside')
      await time.advance('1d')
      expect((await stateOf('left aside')).runs.slice(1)).toEqual(['03-03T06:00 0'])
    })

    test('is undone where its handler fails', async () => {
      testTime(start)
      await release({ schedules: { digest } })
      await touch('undone')
      const before = await rowOf('undone')
      await messageOf(
        perform('undone', ({ ctx }) => {
          ctx.schedules.set('digest', { timeZone: 'America/New_York' })
          throw new Error('on purpose')
        }),
      )
      expect(await rowOf('undone')).toEqual(before)
    })

    test('is what the handler says last, without what a savepoint has undone', async () => {
      testTime(start)
      await release({ schedules: { digest, half } })
      await perform('said last', async (self) => {
        const { schedules } = self.ctx
        schedules.set('half', { every: '1h' })
        await messageOf(
          self.transaction(() => {
            schedules.set('half', { every: '2h' })
            schedules.set('digest', { timeZone: 'UTC' })
            throw new Error('on purpose')
          }),
        )
        schedules.set('digest', { timeZone: 'America/New_York' })
        schedules.reset('digest')
        schedules.set('digest', { cron: '30 9 * * *' })
      })
      expect(await rowOf('said last')).toMatchObject({
        half: { line: { every: 60 * minute }, change: { every: '1h' } },
        digest: {
          line: { cron: '30 9 * * *', timeZone: 'Europe/Berlin' },
          change: { cron: '30 9 * * *' },
        },
      })
    })

    test.each([
      ['nothing', { timeZone: 'UTC' }, "Scheduled has no schedule 'nothing'. It has digest, half."],
      ['digest', { timeZone: 'Berlin' }, "time zone 'Berlin', which is not known. Use a name such"],
      [
        'digest',
        { cron: '0 0 31 2 *' },
        "'0 0 31 2 *', which never comes. Check its day and month",
      ],
      ['digest', { late: 'skip' }, "'late' of a schedule cannot be set."],
      ['half', { every: 'often' }, "'often' is not a time between two runs."],
      ['half', { timeZone: 'UTC' }, "'half' has no cron line, so a time zone says nothing."],
    ])('is refused for %s: %j', async (name, change, message) => {
      await release({ schedules: { digest, half } })
      const call = perform('refused', ({ ctx }) => ctx.schedules.set(name, change))
      expect(await messageOf(call)).toContain(message)
    })
  })

  describe('late', () => {
    /** An object that could not run from 6:30 to 8:10, since it held its turn. */
    async function lateRuns(name: string, late: unknown): Promise<string[]> {
      const time = testTime(start)
      await release({ schedules: { half: { ...half, late } } })
      await touch(name)
      await perform(name, (self) => self.ctx.storage.deleteAlarm)
      await runInDurableObject(objectNamed(name), (_object, { storage }) => storage.deleteAlarm())
      await restartObjects()
      await time.advance('130m')
      // The wake finds that its ring was lost.
      await stateOf(name)
      await time.advance(1)
      return (await stateOf(name)).runs
    }

    test("'once' runs the last slot, and says how many were missed", async () => {
      expect(await lateRuns('late once', 'once')).toEqual(['03-02T08:00 3 at 03-02T08:10'])
    })

    test("'skip' runs none of them", async () => {
      expect(await lateRuns('late skip', 'skip')).toEqual([])
      expect(await rowOf('late skip')).toEqual({
        half: { line: { every: 30 * minute }, next: monday + 150 * minute, missed: 4 },
      })
    })

    test('{ all } runs the last ones', async () => {
      expect(await lateRuns('late all', { all: 2 })).toEqual([
        '03-02T07:30 2 at 03-02T08:10',
        '03-02T08:00 0 at 03-02T08:10',
      ])
    })
  })

  test.each<[late: unknown, ran: string[]]>([
    [undefined, ['03-02T07:10 6', '03-02T07:20 0']],
    ['skip', ['03-02T07:20 7']],
    [{ all: 2 }, ['03-02T07:00 5', '03-02T07:10 0', '03-02T07:20 0']],
  ])('with late: %j, after an hour in which the object could not wake', async (late, ran) => {
    const time = testTime(start)
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    let fails = false
    await release({
      start() {
        if (fails) throw new Error('on purpose')
      },
      schedules: { tenth: { every: '10m', late, run: note } },
    })
    const name = `cannot wake ${JSON.stringify(late)}`
    await touch(name)
    await restartObjects()
    fails = true
    await time.advance('65m')
    fails = false
    // Its ring is tried again after 30 s, and then twice as long each time.
    await time.advance('15m')
    const { runs } = await stateOf(name)
    expect(runs.map((run: string) => run.replace(/ at .*/, ''))).toEqual(ran)
  })

  describe('an object of older code', () => {
    test('learns of new lines when it wakes, and writes only then', async () => {
      const time = testTime(start)
      await release({ schedules: { half } })
      await touch('learns')
      await release({ schedules: { half } })
      const before = await rowOf('learns')
      await stateOf('learns')
      expect(await rowOf('learns')).toEqual(before)
      await release({ schedules: { half, hourly: { every: '1h', run: note } } })
      await stateOf('learns')
      expect(Object.keys((await rowOf('learns')) as object)).toEqual(['half', 'hourly'])
      await time.advance('1h')
      expect((await stateOf('learns')).runs).toEqual([
        '03-02T06:30 0',
        '03-02T07:00 0',
        '03-02T07:00 0',
      ])
    })

    test('is not touched by older code that is refused', async () => {
      testTime(start)
      const version = (version: number) => ({ version, migrate: version > 1 ? { 2() {} } : {} })
      await release({ schedules: { half }, versions: version(2) })
      await touch('refused')
      const before = await rowsOf('refused')
      await release({ schedules: {}, versions: version(1) })
      expect(await messageOf(stateOf('refused'))).toContain('version 2')
      expect(await rowsOf('refused')).toEqual(before)
    })

    test('keeps what it knows of one that is gone, and misses nothing when it is back', async () => {
      const time = testTime(start)
      const other = { every: '1h' as const, run: note }
      await release({ schedules: { half, other } })
      await touch('returns')
      await release({ schedules: { other } })
      await time.advance('1h')
      expect((await stateOf('returns')).runs).toEqual(['03-02T07:00 0'])
      await release({ schedules: { half, other } })
      await stateOf('returns')
      await time.advance(1)
      expect((await stateOf('returns')).runs.slice(1)).toEqual(['03-02T07:00 1'])
    })
  })

  test('two versions of the code that alternate run each slot once, and lose none', async () => {
    const time = testTime(start)
    const ran: Record<string, string[]> = { both: [], first: [], second: [] }
    const named = (name: string, line: object) => ({
      ...line,
      run: ({ at, missed }: { at: Date; missed: number }) =>
        void ran[name]?.push(`${at.toISOString().slice(11, 16)} ${missed}`),
    })
    const both = named('both', { cron: '*/20 * * * *', timeZone: 'Europe/Berlin', spread: 0 })
    const versions = [
      { both, first: named('first', { every: '15m' }) },
      { both, second: named('second', { every: '10m' }) },
    ]
    await release({ schedules: versions[0] })
    await touch('alternates')
    for (const [index, minutes] of [7, 25, 3, 11, 31, 2, 41].entries()) {
      await release({ schedules: versions[index % 2] })
      await stateOf('alternates')
      await time.advance(minutes * minute)
    }
    const slots = ['06:20', '06:40', '07:00', '07:20', '07:40', '08:00']
    expect(ran.both).toEqual(slots.map((slot) => `${slot} 0`))
    // That of 6:15 passed under the other version.
    expect(ran.first).toEqual([
      '06:30 1',
      '06:45 0',
      '07:00 0',
      '07:15 0',
      '07:30 0',
      '07:45 0',
      '08:00 0',
    ])
    // It begins at 6:07, and is back at 7:17.
    expect(ran.second).toEqual(['06:17 0', '06:27 0', '06:37 0', '07:17 3'])
  })
})
