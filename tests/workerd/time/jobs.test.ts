import { testObject, testTime } from '@cloudwerk/durable-object/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { messageOf, objectOf } from '../calls.ts'
import { Gate } from '../objects/gate.ts'
import { type Program, programs } from '../objects/programmed.ts'
import { perform } from '../programs.ts'

const start = '2026-03-08T06:00:00.000Z'

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

let count = 0
/** The name of a program that jobs can run. */
function program(run: Program): string {
  const name = `clocked ${++count}`
  programs.set(name, run)
  return name
}

const time = () => new Date().toISOString().slice(11, 19)
const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

describe.each(['Working', 'WorkingWithSql', 'WorkingAtOnce'])('jobs of %s', (className) => {
  const named = (name: string): [string, string] => [className, `clock ${name}`]
  const objectNamed = (name: string) => testObject(objectOf(...named(name)))
  const logOf = async (name: string) => (await objectNamed(name).state())?.log

  test('run when the time gets there, in the order of their times', async () => {
    const clock = testTime(start)
    const note = program(({ state }, { id }) => state.log.push([time(), id]))
    const ids = await perform(named('order'), ({ jobs }) => [
      jobs.work(note, { delay: '10m' }),
      jobs.work(note, { at: new Date(Date.now() + 300_000) }),
      jobs.again(note, { delay: '5m' }),
      jobs.work(note),
    ])
    expect(await logOf('order')).toEqual([])
    expect((await objectNamed('order').jobs()).map(({ id, status }) => [id, status])).toEqual(
      [ids[3], ids[1], ids[2], ids[0]].map((id) => [id, 'waiting']),
    )
    await clock.advance('9m')
    expect(await logOf('order')).toEqual([
      ['06:00:00', ids[3]],
      ['06:05:00', ids[1]],
      ['06:05:00', ids[2]],
    ])
    await clock.advance('1m')
    expect((await logOf('order'))?.at(-1)).toEqual(['06:10:00', ids[0]])
    expect(await objectNamed('order').jobs()).toEqual([])
  })

  test('are waited for to their end, before the time goes on', async () => {
    const clock = testTime(start)
    const slow = program(async (self) => {
      const result = await self.outside(async () => {
        await pause(30)
        return time()
      })
      self.state.log.push(['slow', result])
    })
    const note = program(({ state }) => state.log.push(['quick', time()]))
    await perform(named('to its end'), ({ jobs }) => {
      jobs.work(slow, { delay: '1m' })
      jobs.work(note, { delay: '2m' })
    })
    await clock.advance('5m')
    expect(await logOf('to its end')).toEqual([
      ['slow', '06:01:00'],
      ['quick', '06:02:00'],
    ])
  })

  test('are tried again over hours, with their pauses', async () => {
    const clock = testTime(start)
    const tries: [number, string][] = []
    const fails = program((_self, { attempt }) => {
      tries.push([attempt, time()])
      throw new Error('on purpose')
    })
    await perform(named('retried'), ({ jobs }) => jobs.slow(fails, { delay: '1m' }))
    await clock.advance('10h')
    expect(tries).toEqual([
      [1, '06:01:00'],
      [2, '07:01:00'],
      [3, '08:01:00'],
      [4, '09:01:00'],
      [5, '10:01:00'],
    ])
    expect(await objectNamed('retried').jobs()).toMatchObject([
      { status: 'dead', failures: 5, error: 'on purpose' },
    ])
  })

  test('are ended by their timeout, when the time gets there', async () => {
    const clock = testTime(start)
    const hangs = program((self) => self.outside(() => new Promise(() => undefined)))
    await perform(named('hangs'), ({ jobs }) => jobs.short(hangs, { delay: '1m' }))
    await clock.advance('1h')
    expect(await objectNamed('hangs').jobs()).toMatchObject([
      { status: 'dead', error: expect.stringContaining('timeout of 50 ms') },
    ])
  })

  test('that wait for the test let the time go on, for others and for themselves', async () => {
    const clock = testTime(start)
    const gate = new Gate()
    const waits = program(async (self) => {
      await self.outside(() => gate.pass())
      self.state.log.push('waited')
    })
    const note = program(({ state }) => state.log.push(time()))
    for (const name of ['waits', 'goes on']) {
      await perform(named(name), ({ jobs }) => {
        if (name === 'waits') jobs.work(waits, { delay: '1m' })
        jobs.work(note, { delay: '2m' })
      })
    }
    await clock.advance('3m')
    expect(await logOf('goes on')).toEqual(['06:02:00'])
    expect(await logOf('waits')).toEqual(['06:02:00'])
    gate.open()
    await expect.poll(() => logOf('waits')).toEqual(['06:02:00', 'waited'])
  })

  test('run once for each crash at their end, and what they stored is there once', async () => {
    const clock = testTime(start)
    let runs = 0
    const add = program(({ state }, { attempt }) => {
      runs += 1
      state.log.push(attempt)
    })
    await perform(named('crash'), ({ jobs }) => jobs.work(add, { delay: '1m' }))
    await objectNamed('crash').crash({ during: 'work' })
    await clock.advance('10m')
    expect(runs).toBe(2)
    expect(await logOf('crash')).toEqual([1])
    expect(await objectNamed('crash').jobs()).toEqual([])
  })

  test('do not repeat a step after a crash behind it', async () => {
    const clock = testTime(start)
    const sent: string[] = []
    const keys = new Set<string>()
    const mail = program(async (self, job) => {
      keys.add(job.key('send'))
      const receipt = await job.once('send', () =>
        self.outside(async () => {
          sent.push(time())
          return sent.length
        }),
      )
      self.state.log.push(receipt)
    })
    await perform(named('once'), ({ jobs }) => jobs.work(mail, { delay: '1m' }))
    await objectNamed('once').crash({ during: 'work', after: 'once:send' })
    await clock.advance('10m')
    expect(sent).toEqual(['06:01:00'])
    expect(keys.size).toBe(1)
    expect(await logOf('once')).toEqual([1])
  })

  test('that are interrupted run again when a call wakes the object', async () => {
    const clock = testTime(start)
    const add = program(({ state }) => state.log.push(time()))
    await perform(named('woken'), ({ jobs }) => jobs.work(add))
    await objectNamed('woken').crash()
    expect((await objectNamed('woken').jobs()).map(({ status }) => status)).toEqual(['waiting'])
    await clock.advance(0)
    expect(await logOf('woken')).toEqual(['06:00:00'])
  })

  test('that end the object each time are dead in the end', async () => {
    const clock = testTime(start)
    let runs = 0
    const kills = program(({ ctx }) => {
      runs += 1
      ctx.abort('killed on purpose')
    })
    await perform(named('kills'), ({ jobs }) => jobs.work(kills))
    await clock.advance('1d')
    expect(await objectNamed('kills').jobs()).toMatchObject([{ status: 'dead' }])
    expect(runs).toBe(3)
  })

  test('cannot be named wrongly in a crash', async () => {
    expect(await messageOf(objectNamed('names').crash({ during: 'wrok' }))).toMatch(
      /'wrok', which is none of .*work/,
    )
  })
})
