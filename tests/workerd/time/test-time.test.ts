import { testObject, testTime } from '@cloudwerk/durable-object/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { messageOf, objectOf, restartObjects } from '../calls.ts'
import { Gate, gateOf } from '../objects/gate.ts'
import { type Program, programs } from '../objects/programmed.ts'
import { alarmOf, perform, programmedClasses } from '../programs.ts'

const start = '2026-03-08T06:00:00.000Z'
const minute = 60_000
const day = 1_440 * minute

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** What the alarms of a test have done, in their order. */
function record() {
  const log: string[] = []
  return {
    log,
    /** What the alarm of an object does. */
    ring(name: string, more: Program = () => undefined): void {
      programs.set(`alarm ${name}`, async (self, info) => {
        log.push(`${name} ${new Date().toISOString().slice(11, 19)}`)
        self.state.log.push(Date.now())
        await more(self, info)
      })
    },
  }
}

/** Sets the alarm of an object so many minutes from now. */
const setAlarm = (object: [string, string], minutes: number) =>
  perform(object, ({ ctx }) => ctx.storage.setAlarm(Date.now() + minutes * minute))
const getAlarm = (object: [string, string]) => perform(object, ({ ctx }) => ctx.storage.getAlarm())

describe('Date', () => {
  test('stands still in the test and in objects, until the time is moved', async () => {
    const time = testTime(start)
    const now = () => perform(['Programmed', 'date'], () => [new Date(), Date.now(), Date()])
    const [date, milliseconds, text] = await now()
    expect(date.toISOString()).toBe(start)
    expect(milliseconds).toBe(Date.parse(start))
    expect(new Date(text).toISOString()).toBe(start)
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(new Date().toISOString()).toBe(start)
    await time.advance('31m')
    expect(new Date().toISOString()).toBe('2026-03-08T06:31:00.000Z')
    expect((await now())[1]).toBe(Date.parse(start) + 31 * minute)
    await time.advance(new Date('2026-03-09T06:00:00Z'))
    await time.advance(500)
    expect(new Date().toISOString()).toBe('2026-03-09T06:00:00.500Z')
  })

  test('is otherwise that of the platform', () => {
    const before = new Date(5)
    testTime(Date.parse(start))
    expect(before).toBeInstanceOf(Date)
    expect(new Date(7)).toEqual(new Date('1970-01-01T00:00:00.007Z'))
    expect(new Date(2026, 1)).toBeInstanceOf(Date)
    expect(Date.UTC(1970, 0, 2)).toBe(day)
    expect(Date.parse(start)).toBe(1_772_949_600_000)
    class Day extends Date {}
    expect(new Day()).toBeInstanceOf(Day)
    expect(new Day().toISOString()).toBe(start)
    expect(structuredClone(new Date()).toISOString()).toBe(start)
    expect(Date.name).toBe('Date')
  })

  test('is the real one again after the test', () => {
    expect(Date.now()).toBeGreaterThan(Date.parse(start) + day)
  })

  test('does not hold the timers of objects', async () => {
    testTime(start)
    for (const className of programmedClasses) {
      const waited = perform([className, 'timers'], async (self) => {
        await new Promise((resolve) => setTimeout(resolve, 2))
        self.state.log.push('waited')
      })
      expect(await waited).toBeUndefined()
    }
  })
})

describe.each(programmedClasses)('the alarm of %s', (className) => {
  const named = (name: string): [string, string] => [className, `held ${name}`]
  const stubOf = (name: string) => objectOf(...named(name))

  test('rings when the time gets there, at its time, and not before', async () => {
    const time = testTime(start)
    const { log, ring } = record()
    ring('held rings')
    await setAlarm(named('rings'), 10)
    const at = Date.parse(start) + 10 * minute
    expect(await getAlarm(named('rings'))).toBe(at)
    await time.advance(10 * minute - 1)
    expect(log).toEqual([])
    await time.advance(1)
    expect(log).toEqual(['held rings 06:10:00'])
    expect(await getAlarm(named('rings'))).toBeNull()
    await time.advance('1d')
    expect(await stubOf('rings').read()).toEqual({ log: [at] })
  })

  test('rings in an object that was ended', async () => {
    const time = testTime(start)
    const { log, ring } = record()
    ring('held ended')
    await setAlarm(named('ended'), 10)
    await testObject(stubOf('ended')).restart()
    await time.advance('10m')
    expect(log).toEqual(['held ended 06:10:00'])
  })

  test('is not changed by a handler that fails, and by a commit that fails', async () => {
    const time = testTime(start)
    const { log, ring } = record()
    ring('held kept')
    await setAlarm(named('kept'), 10)
    const failing = perform(named('kept'), async ({ ctx }) => {
      await ctx.storage.setAlarm(Date.now() + 5 * minute)
      throw new Error('on purpose')
    })
    expect(await messageOf(failing)).toMatch('on purpose')
    const refused = perform(named('kept'), async ({ ctx, state }) => {
      await ctx.storage.deleteAlarm()
      state.log = 'no list'
    })
    expect(await messageOf(refused)).toMatch('schema')
    await time.advance('9m')
    expect(log).toEqual([])
    await time.advance('1m')
    expect(log).toEqual(['held kept 06:10:00'])
  })

  test('can be moved, deleted, and set again while it rings', async () => {
    const time = testTime(start)
    const { log, ring } = record()
    const seen: unknown[] = []
    ring('held moved', async ({ ctx }) => {
      seen.push(await ctx.storage.getAlarm())
      if (seen.length < 3) await ctx.storage.setAlarm(Date.now() + 5 * minute)
    })
    await setAlarm(named('moved'), 10)
    await setAlarm(named('moved'), 20)
    await setAlarm(named('moved'), 5)
    await time.advance('1h')
    expect(log).toEqual(['held moved 06:05:00', 'held moved 06:10:00', 'held moved 06:15:00'])
    expect(seen).toEqual([null, null, null])
    await setAlarm(named('moved'), 5)
    await perform(named('moved'), ({ ctx }) => ctx.storage.deleteAlarm())
    await time.advance('1h')
    expect(log).toHaveLength(3)
  })

  test('rings at the next advance when it is set to the past', async () => {
    const time = testTime(start)
    const { log, ring } = record()
    ring('held past')
    await setAlarm(named('past'), -5)
    expect(log).toEqual([])
    await time.advance(0)
    expect(log).toEqual(['held past 06:00:00'])
  })

  test('is tried again by the clock when its handler fails', async () => {
    const report = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const time = testTime(start)
    const told: unknown[] = []
    programs.set('alarm held fails', async (_self, { retryCount }) => {
      told.push(retryCount)
      if (told.length < 10) throw new Error('on purpose')
    })
    await setAlarm(named('fails'), 1)
    await time.advance('1m')
    expect(told).toEqual([0])
    expect(await getAlarm(named('fails'))).toBeGreaterThanOrEqual(Date.now() + 2_000)
    expect(report).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining('[23] s, at 2026-03-08T06:01:0'.slice(6)),
      expect.anything(),
    )
    await time.advance('1h')
    expect(told).toEqual([...Array(10).keys()])
  })

  test('is forgotten when its test ends', async () => {
    testTime(start)
    const { ring } = record()
    ring('held forgotten')
    await setAlarm(named('forgotten'), 1)
    await perform(named('forgotten'), ({ state }) => state.log.push('kept'))
  })
  test('and its object has its state', async () => {
    expect(await alarmOf(stubOf('forgotten'))).toBeNull()
    const time = testTime(start)
    await time.advance('1d')
    expect(await stubOf('forgotten').read()).toEqual({ log: ['kept'] })
  })
})

test('alarms of several objects ring one after the other, in the order in which they are due', async () => {
  const time = testTime(start)
  const { log, ring } = record()
  const object = (name: string): [string, string] => ['Programmed', name]
  let running = 0
  const wait: Program = async (self) => {
    running += 1
    log.push(...(running > 1 ? ['at the same time'] : []))
    const minutes = self.name === 'order b' ? 20 : 30
    await self.ctx.storage.setAlarm(Date.now() + minutes * minute)
    await self.outside(() => new Promise((resolve) => setTimeout(resolve, 1)))
    running -= 1
  }
  for (const name of ['order a', 'order b', 'order c']) ring(name, wait)
  await setAlarm(object('order c'), 10)
  await setAlarm(object('order a'), 30)
  await setAlarm(object('order b'), 10)
  await time.advance('50m')
  expect(log).toEqual([
    'order c 06:10:00',
    'order b 06:10:00',
    'order a 06:30:00',
    'order b 06:30:00',
    'order c 06:40:00',
    'order b 06:50:00',
  ])
})

test('an alarm that another one sets rings between two of that one', async () => {
  const time = testTime(start)
  const { log, ring } = record()
  ring('sets', async ({ ctx }) => {
    await ctx.storage.setAlarm(Date.now() + 10 * minute)
    await setAlarm(['Programmed', 'is set'], 5)
  })
  ring('is set')
  await setAlarm(['Programmed', 'sets'], 10)
  await time.advance('30m')
  expect(log).toEqual([
    'sets 06:10:00',
    'is set 06:15:00',
    'sets 06:20:00',
    'is set 06:25:00',
    'sets 06:30:00',
  ])
})

test('an alarm that waits for the test lets those of other objects ring, in their order', async () => {
  const time = testTime(start)
  const { log, ring } = record()
  const gate = new Gate()
  ring('waits for the test', () => gate.pass())
  ring('does not wait')
  await setAlarm(['ProgrammedWithoutSql', 'waits for the test'], 1)
  await setAlarm(['ProgrammedWithoutSql', 'does not wait'], 2)
  await time.advance('5m')
  expect(log).toEqual(['waits for the test 06:01:00', 'does not wait 06:02:00'])
  gate.open()
  const { log: stored } = await objectOf('ProgrammedWithoutSql', 'waits for the test').read()
  expect(stored).toHaveLength(1)
})

test('an object without a name rings too', async () => {
  const time = testTime(start)
  const { log, ring } = record()
  ring('undefined')
  const { Programmed } = (await import('cloudflare:workers')).exports as unknown as Record<
    string,
    DurableObjectNamespace
  >
  const stub = Programmed.get(Programmed.newUniqueId())
  programs.set('set', ({ ctx }) => ctx.storage.setAlarm(Date.now() + minute))
  await (stub as unknown as { perform(program: string): Promise<void> }).perform('set')
  await time.advance('1m')
  expect(log).toEqual(['undefined 06:01:00'])
})

test('31 days of an alarm that rings every half hour pass in a moment', async () => {
  const time = testTime(start)
  let rings = 0
  programs.set('alarm half-hourly', async ({ ctx, state }) => {
    rings += 1
    state.log = [Date.now()]
    await ctx.storage.setAlarm(Date.now() + 30 * minute)
  })
  await setAlarm(['Programmed', 'half-hourly'], 30)
  await time.advance('31d')
  expect(rings).toBe(31 * 48)
  const { log } = await objectOf('Programmed', 'half-hourly').read()
  expect(log).toEqual([Date.parse(start) + 31 * day])
})

test('100 objects that are due in one millisecond all ring', async () => {
  const time = testTime(start)
  let rings = 0
  const names = Array.from({ length: 100 }, (_, n) => `many ${n}`)
  for (const name of names) {
    programs.set(`alarm ${name}`, () => {
      rings += 1
    })
  }
  await Promise.all(names.map((name) => setAlarm(['ProgrammedWithoutSql', name], 1)))
  await time.advance('1m')
  expect(rings).toBe(100)
})

describe('a test that ends before its time has moved', () => {
  // It is told after spies are removed.
  const { warn } = console
  const told: unknown[] = []
  test('says where that is', async () => {
    console.warn = (message) => told.push(message)
    const time = testTime(start)
    let rings = 0
    programs.set('alarm for ever', async ({ ctx }) => {
      rings += 1
      await ctx.storage.setAlarm(Date.now())
    })
    await setAlarm(['Programmed', 'for ever'], 1)
    void time.advance('1h')
    await expect.poll(() => rings).toBeGreaterThan(10)
  })
  test('as this one shows', () => {
    console.warn = warn
    expect(told).toContainEqual(
      expect.stringMatching(/advance.*at 2026-03-08T06:01:00.000Z in the alarm of .*'for ever'/),
    )
    expect(vi.isFakeTimers()).toBe(false)
  })
})

describe('an object that ends while its alarm rings', () => {
  test.each(programmedClasses)('is rung again, as by the platform (%s)', async (className) => {
    const time = testTime(start)
    const told: unknown[] = []
    programs.set('alarm aborts', async ({ ctx }, info) => {
      told.push([info.scheduledTime - Date.parse(start), info.retryCount, Date.now()])
      if (told.length < 3) ctx.abort('on purpose')
    })
    await setAlarm([className, 'aborts'], 1)
    await time.advance('1h')
    const at = Date.parse(start) + minute
    expect(told).toEqual([
      [minute, 0, at],
      [minute, 1, at + 2_000],
      [minute, 2, at + 6_000],
    ])
  })
})

describe('limits', () => {
  test('a call that waits for a busy object gives up when its callTimeout has passed', async () => {
    const time = testTime(start)
    // It has a callTimeout of 40 ms.
    const stub = objectOf('Impatient', 'waits by the clock')
    const gate = gateOf(stub.id)
    const holding = stub.hold()
    await gate.reached()
    let isOver = false
    const waiting = messageOf(stub.log()).finally(() => {
      isOver = true
    })
    await time.advance(39)
    await new Promise((resolve) => setTimeout(resolve, 80))
    expect(isOver).toBe(false)
    await time.advance(1)
    expect(await waiting).toMatch(/40 ms/)
    gate.open()
    await holding
    expect(await stub.log()).toEqual(['held'])
  })

  test.each(['ProgrammedWithoutSql', 'Programmed'])(
    'a handler of %s that holds its object is ended when its holdLimit has passed',
    async (className) => {
      const time = testTime(start)
      const gate = new Gate()
      const object: [string, string] = [className, 'holds']
      let isOver = false
      const holding = messageOf(perform(object, () => gate.pass())).finally(() => {
        isOver = true
      })
      await gate.reached()
      const waiting = perform(object, () => 'got it')
      await time.advance(2_999)
      await new Promise((resolve) => setTimeout(resolve, 10))
      expect(isOver).toBe(false)
      await time.advance(1)
      expect(await holding).toMatch(/more than 3000 ms/)
      expect(await waiting).toBe('got it')
      gate.open()
    },
  )

  test('what only keeps an object going is not held', async () => {
    testTime(start)
    const done = await perform(['Programmed', 'breathes'], async (self) => {
      const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
      // The timer of the branch outside does not fire while the other one has a transaction.
      let isOut = true
      const away = self.outside(async () => {
        await pause(1)
        isOut = false
      })
      while (isOut) await pause(1)
      await away
      return 'done'
    })
    expect(done).toBe('done')
  })
})

describe('what testTime does not take', () => {
  test.each(['soon', Number.NaN, new Date('never')])('%s as a time', (given) => {
    expect(() => testTime(given)).toThrow(/which is not a time.*2026-03-08T06:00:00Z/)
  })

  test.each(['31 minutes', -1, new Date(Number.NaN), undefined])('%s to move by', async (by) => {
    const time = testTime(start)
    await expect(time.advance(by as never)).rejects.toThrow(/not a duration.*'10s'/)
    expect(new Date().toISOString()).toBe(start)
  })

  test('a time in the past', async () => {
    const time = testTime(start)
    const before = new Date('2026-03-08T05:59:59Z')
    await expect(time.advance(before)).rejects.toThrow(/in the past.*2026-03-08T06:00:00/)
  })

  test('the time twice', async () => {
    const time = testTime(start)
    expect(() => testTime(start)).toThrow(/already holds the time/)
    const moving = time.advance('1m')
    await expect(time.advance('1m')).rejects.toThrow(/moving already/)
    await moving
  })

  test("Vitest's fake timers", async () => {
    vi.useFakeTimers()
    expect(() => testTime(start)).toThrow(/vi.useRealTimers\(\)/)
    vi.useRealTimers()
    const time = testTime(start)
    vi.useFakeTimers()
    await expect(time.advance('1m')).rejects.toThrow(/vi.useRealTimers\(\)/)
  })

  test("Vitest's fake Date, unless it was there before", async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 })
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const time = testTime(start)
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('vi.setSystemTime'))
    await time.advance('1m')
    expect(new Date().toISOString()).toBe('2026-03-08T06:01:00.000Z')
    vi.useRealTimers()
    await expect(time.advance('1m')).rejects.toThrow(/replaced Date/)
  })

  test('is refused, and the real time comes back', () => {
    expect(vi.isFakeTimers()).toBe(false)
    expect(Date.now()).toBeGreaterThan(Date.parse(start) + day)
  })
})

test('runAlarm gets the time that the object had set', async () => {
  testTime(start)
  let told: AlarmInvocationInfo | undefined
  programs.set('alarm by hand', (_self, info) => {
    told = info
  })
  await setAlarm(['Programmed', 'by hand'], 5)
  expect(await testObject(objectOf('Programmed', 'by hand')).runAlarm()).toBe(true)
  expect(told).toMatchObject({ scheduledTime: Date.parse(start) + 5 * minute })
  await restartObjects()
  expect(await getAlarm(['Programmed', 'by hand'])).toBeNull()
})
