import { runDurableObjectAlarm } from 'cloudflare:test'
import { fetchApp } from '@cloudwerk/core/testing'
import { defineDurableObject } from '@cloudwerk/durable-object'
import { expect, test, vi } from 'vitest'
import { caught, objectOf } from '../calls.ts'
import { expectError, expectMentions } from '../expect-error.ts'
import { gateOf } from '../objects/gate.ts'
import { later } from '../storage/objects/alarms.ts'

/** Calls wait at most 40 ms for it. */
const impatient = (name: string) => objectOf('Impatient', name)
/** The same, and a handler can hold it for at most 400 ms while others wait. */
const busy = (name: string) => objectOf('Busy', name)

test('a call that waits longer than callTimeout fails and names the handler that holds the object', async () => {
  const stub = impatient('times out')
  const holding = stub.hold()
  const [first, second] = await Promise.all([caught(stub.add('first')), caught(stub.log())])
  const isBusy = { code: 'DURABLE_OBJECT_BUSY', retryable: true, objectName: 'Impatient' }
  expect(first).toMatchObject(isBusy)
  expectMentions(first.message, "Impatient 'times out'", '40 ms', "'add'", "'hold'")
  expect(second).toMatchObject(isBusy)
  expectMentions(second.message, "'log'")
  gateOf(stub.id).open()
  await holding
  expect(await stub.log()).toEqual(['held'])
})

test('an alarm waits without limit, and a call behind it still times out', async () => {
  const stub = impatient('alarm waits')
  const holding = stub.holdWhileAnAlarmWaits()
  await gateOf(stub.id).reached()
  await expectError(stub.add('no'), { code: 'DURABLE_OBJECT_BUSY', mentions: ['40 ms', "'add'"] })
  gateOf(stub.id).open()
  await holding
  expect(await stub.log()).toEqual(['alarm'])
})

test('a waiting alarm that is deleted does not run', async () => {
  const stub = impatient('alarm deleted')
  await stub.disarmWhileItWaits()
  expect(await stub.log()).toEqual([])
})

test('a waiting alarm that is replaced runs only at the new time', async () => {
  const stub = impatient('alarm replaced')
  await stub.disarmWhileItWaits(later)
  expect(await stub.log()).toEqual([])
  expect(await runDurableObjectAlarm(stub)).toBe(true)
  expect(await stub.log()).toEqual(['alarm'])
})

test('a waiting alarm still runs if its deletion is rolled back', async () => {
  const stub = impatient('alarm rolled back')
  await stub.disarmInVain()
  expect(await stub.log()).toEqual(['alarm'])
})

test('a call that times out during a transaction does not stop the timers of the transaction', async () => {
  const stub = impatient('transaction')
  const working = stub.transactionAfterWaiting()
  await expectError(stub.add('no'), { code: 'DURABLE_OBJECT_BUSY', mentions: ["'add'"] })
  gateOf(stub.id).open()
  await working
  expect(await stub.log()).toEqual(['first', 'committed'])
})

/** Repeats a call until the object is free, since callTimeout is shorter than holdLimit. */
async function addOnceFree(stub: ReturnType<typeof busy>): Promise<void> {
  for (;;) {
    try {
      return await stub.add('next')
    } catch (error) {
      if ((error as { code?: string }).code !== 'DURABLE_OBJECT_BUSY') throw error
    }
  }
}

test('a handler that holds the object longer than holdLimit is ended and undone', async () => {
  const stub = busy('revoked')
  const overstaying = expectError(stub.overstay(), {
    code: 'DURABLE_OBJECT_BUSY',
    mentions: ["'overstay'", "Busy 'revoked'", '400 ms'],
  })
  const next = addOnceFree(stub)
  await overstaying
  await next
  expect(await stub.log()).toEqual(['next'])
  gateOf(stub.id).open()
  await expect.poll(async () => (await stub.told()).length).toBe(6)
  const told = await stub.told()
  for (const message of told)
    expectMentions(message, "'overstay' of Busy 'revoked'", /ended.* held/)
  expect(await stub.log()).toEqual(['next'])
})

test('a savepoint of an ended handler does not undo the changes of other handlers', async () => {
  const stub = busy('revoked savepoint')
  const overstaying = expectError(stub.overstayInSavepoint(), {
    code: 'DURABLE_OBJECT_BUSY',
    mentions: ["'overstayInSavepoint'", '400 ms'],
  })
  const next = addOnceFree(stub)
  await overstaying
  await next
  gateOf(stub.id).open()
  await expect.poll(() => stub.told()).toEqual(['over'])
  expect(await stub.log()).toEqual(['next'])
})

test('in dev a handler that makes others wait for a second is reported once', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const stub = objectOf('Slow', 'warns')
  const holding = stub.hold(1_200)
  await Promise.all([holding, stub.hold(0), stub.hold(0)])
  expect(warn).toHaveBeenCalledOnce()
  expectMentions(String(warn.mock.lastCall), "'hold'", "Slow 'warns'", /\b2\b/, 'this.outside(')
  warn.mockRestore()
})

test.each(['callTimeout', 'holdLimit'])(
  '%s takes milliseconds, including 0 and Infinity',
  (key) => {
    expect(() => defineDurableObject({ [key]: 0 })).not.toThrow()
    expect(() => defineDurableObject({ [key]: Number.POSITIVE_INFINITY })).not.toThrow()
    expect(() => defineDurableObject({ [key]: Number('30 s') })).toThrow(
      expect.objectContaining({
        code: 'DURABLE_OBJECT_CONFIG',
        message: expect.stringMatching(`'${key}'.* NaN`),
      }),
    )
  },
)

test('a full queue refuses calls at once, but accepts alarms', async () => {
  const stub = objectOf('Crowded', 'storm')
  const holding = stub.holdAndArm()
  const refused: Error[] = []
  const calls = Array.from({ length: 1_100 }, () =>
    stub.count().then(undefined, (error: Error) => refused.push(error)),
  )
  await expect.poll(() => refused).toHaveLength(100)
  // The alarm arrives while the queue is full.
  gateOf(stub.id).open()
  await Promise.all(calls)
  expect(refused).toHaveLength(100)
  for (const error of refused) {
    expect(error).toMatchObject({ code: 'DURABLE_OBJECT_BUSY', retryable: true, overloaded: true })
    expectMentions(error.message, "Crowded 'storm'", "'count'", '1000', 'this.outside()')
  }
  await holding
  await expect.poll(() => stub.seen()).toEqual({ count: 1_000, alarms: 1 })
})

test('a busy object becomes a 503 with Retry-After, unless the route handles the error', async () => {
  const holding = impatient('route').hold()
  const [plain, mapped] = await Promise.all([
    fetchApp('/busy/route'),
    fetchApp('/busy/route', { method: 'POST' }),
  ])
  expect(plain.status).toBe(503)
  expect(plain.headers.get('Retry-After')).toBe('1')
  expect(await plain.json()).toMatchObject({ error: { code: 'DURABLE_OBJECT_BUSY' } })
  expect(mapped.status).toBe(429)
  gateOf(impatient('route').id).open()
  await holding
})
