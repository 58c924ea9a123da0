import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { type TestTime, testObject, testTime } from '@cloudwerk/durable-object/testing'
import { afterEach, beforeEach, expect, type MockInstance, test, vi } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'
import { Gate } from '../objects/gate.ts'
import { alarmOf, ring } from '../programs.ts'
import { doing, gates, later, told } from './objects/alarms.ts'

const alarms = (name: string) => objectOf('Alarms', name)
const legacy = () => objectOf('LegacyAlarms', 'legacy')

const storedRetry = (stub: DurableObjectStub) =>
  runInDurableObject(stub, (_object, { storage }) =>
    storage.sql.exec('SELECT data FROM __cloudwerk_state WHERE id = -2').toArray(),
  )

async function expectIn(at: Promise<number | null>, seconds: number): Promise<void> {
  const delay = (((await at) ?? 0) - Date.now()) / 1_000
  // It has up to a quarter of jitter.
  expect(delay).toBeLessThanOrEqual(Math.min(seconds * 1.25, 3_600))
  expect(delay).toBeGreaterThanOrEqual(seconds)
}

let error: MockInstance<typeof console.error>
let time: TestTime
beforeEach(() => {
  error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  time = testTime('2026-03-08T06:00:00Z')
})
afterEach(() => {
  vi.restoreAllMocks()
})

test('a failed alarm is retried forever, with pauses of up to an hour', async () => {
  doing.set('for ever', 'throw')
  await alarms('for ever').ringAt(later)
  for (let failures = 1; failures <= 20; failures++) {
    await ring(alarms('for ever'))
    await expectIn(alarmOf(alarms('for ever')), Math.min(2 ** failures, 3_600))
    if (failures % 5 === 0) await restartObjects()
  }
  expect(told.get('for ever')?.map((info) => info?.retryCount)).toEqual([...Array(20).keys()])
  expect(
    told
      .get('for ever')
      ?.map((info) => info?.isRetry)
      .indexOf(true),
  ).toBe(1)
  expect(await alarms('for ever').read()).toMatchObject({ rung: 0, alarm: expect.any(Number) })

  doing.set('for ever', '')
  await ring(alarms('for ever'))
  expect(await alarms('for ever').read()).toEqual({ rung: 1, kept: 0, alarm: null })
  expect(await storedRetry(alarms('for ever'))).toEqual([])
})

test('each failure is logged once, with the object, the handler and the time of the retry', async () => {
  const stub = alarms('logged')
  doing.set('logged', 'throw')
  await stub.ringAt(later)
  await ring(stub)
  const at = new Date((await alarmOf(stub)) ?? 0).toISOString()
  expect(error).toHaveBeenCalledExactlyOnceWith(
    expect.stringMatching(`'alarm' of Alarms 'logged'.* [23] s\\b.*${at}`),
    expect.objectContaining({ message: 'the alarm fails' }),
  )
})

test('the alarm is retried at the time that getAlarm returns', async () => {
  const stub = alarms('really')
  doing.set('really', 'throw')
  await stub.ringAt(Date.now() + 10)
  await time.advance(10)
  expect(told.get('really')).toHaveLength(1)
  const { alarm } = await stub.read()
  doing.set('really', '')
  await time.advance(alarm - Date.now() - 1)
  expect(told.get('really')).toHaveLength(1)
  await time.advance(1)
  expect(await stub.read()).toMatchObject({ rung: 1, alarm: null })
  expect(told.get('really')).toMatchObject([{ retryCount: 0 }, { retryCount: 1, isRetry: true }])
})

test.each([
  'break the schema',
  'hold',
  'set and throw',
  'delete and throw',
  'go outside and throw',
])('an alarm is retried when its handler does this: %s', async (does) => {
  const stub = alarms(does)
  doing.set(does, does)
  await stub.ringAt(later)
  const gate = new Gate()
  gates.set(does, gate)
  if (does !== 'hold') gate.open()
  const ringing = ring(stub)
  if (does === 'hold') {
    await gate.reached()
    // Its holdLimit.
    await time.advance(100)
  }
  await ringing
  gate.open()
  await expectIn(alarmOf(stub), 2)
  expect(await stub.read()).toMatchObject({ kept: 0 })
})

test('an alarm is retried when the object cannot wake', async () => {
  await alarms('cannot wake').ringAt(later)
  doing.set('cannot wake', 'start fails')
  await restartObjects()
  await ring(alarms('cannot wake'))
  await expectIn(alarmOf(alarms('cannot wake')), 2)
  await ring(alarms('cannot wake'))
  await expectIn(alarmOf(alarms('cannot wake')), 4)
  doing.set('cannot wake', '')
  await ring(alarms('cannot wake'))
  expect(told.get('cannot wake')).toMatchObject([{ retryCount: 2 }])
})

test('an alarm of an object without state is retried', async () => {
  const stub = objectOf('StatelessAlarms', 'empty')
  await stub.ringAt(later)
  await ring(stub)
  await ring(stub)
  await expectIn(alarmOf(stub), 4)
})

test('an alarm that another handler sets or deletes during a failure is not retried', async () => {
  const stub = alarms('meanwhile')
  doing.set('meanwhile', 'go outside and throw')
  const ringOnce = async (change: () => Promise<void>) => {
    const gate = new Gate()
    gates.set('meanwhile', gate)
    await stub.ringAt(later - 1)
    const ringing = ring(stub)
    await gate.reached()
    await change()
    gate.open()
    await ringing
    return alarmOf(stub)
  }
  expect(await ringOnce(() => stub.ringAt(later))).toBe(later)
  expect(await ringOnce(() => stub.stop())).toBeNull()
  expect(error).toHaveBeenLastCalledWith(
    expect.stringMatching(/'alarm' of Alarms 'meanwhile'.* not .*changed/),
    expect.anything(),
  )
})

test('an alarm that its handler sets before outside() stays set when the handler fails later', async () => {
  const stub = alarms('set before')
  doing.set('set before', 'set, go outside and throw')
  await stub.ringAt(later - 1)
  await ring(stub)
  expect(await alarmOf(stub)).toBe(later)
})

test('an alarm that is set after a failure starts counting its retries from zero', async () => {
  const stub = alarms('counts from zero')
  doing.set('counts from zero', 'throw')
  await stub.ringAt(later)
  await ring(stub)
  await ring(stub)
  await stub.ringAt(later)
  await ring(stub)
  expect(told.get('counts from zero')?.map((info) => info?.retryCount)).toEqual([0, 1, 0])
  await expectIn(alarmOf(stub), 2)
})

test('when every try aborts the object, the retry is set before the platform gives up', async () => {
  const stub = alarms('ended')
  doing.set('ended', 'abort')
  await stub.ringAt(later)
  await ring(stub, { retryCount: 5, isRetry: true }).catch(() => undefined)
  await expectIn(alarmOf(alarms('ended')), 64)
  expect(told.get('ended')).toMatchObject([{ retryCount: 5 }])
})

test.each([
  ['look', null],
  ['set', later],
])(
  'a retry that was set early is invisible to the handler and gone after success: %s',
  async (does, alarm) => {
    const stub = alarms(`early ${does}`)
    doing.set(`early ${does}`, does)
    await stub.ringAt(later - 1)
    await ring(stub, { retryCount: 4, isRetry: true })
    expect(await stub.read()).toEqual({ rung: 1, kept: 0, alarm })
    expect(await storedRetry(stub)).toEqual([])
  },
)

test('an alarm that succeeds leaves nothing behind', async () => {
  const stub = alarms('fine')
  await stub.ringAt(later)
  await ring(stub)
  expect(await storedRetry(stub)).toEqual([])
  expect(await alarmOf(stub)).toBeNull()
})

test('the legacy backend retries too, and its count does not appear among the keys', async () => {
  doing.set('legacy', 'throw')
  await legacy().ringAt(later)
  await ring(legacy())
  await restartObjects()
  await ring(legacy())
  await expectIn(alarmOf(legacy()), 4)
  expect(await legacy().keys()).toEqual([])
  expect(await legacy().read()).toMatchObject({ rung: 0 })
  doing.set('legacy', '')
  await ring(legacy())
  expect(told.get('legacy')?.map((info) => info?.retryCount)).toEqual([0, 1, 2])
})

test('a test sees what an alarm threw, and the next retry continues the count', async () => {
  const stub = alarms('in a test')
  doing.set('in a test', 'throw')
  await stub.ringAt(later)
  await expect(testObject(stub).runAlarm()).rejects.toThrow('the alarm fails')
  await expect(runDurableObjectAlarm(stub)).rejects.toThrow('the alarm fails')
  await expectIn(alarmOf(stub), 4)
  doing.set('in a test', '')
  expect(await testObject(stub).runAlarm()).toBe(true)
  expect(told.get('in a test')).toMatchObject([{ retryCount: 0 }, undefined, { retryCount: 2 }])
})
