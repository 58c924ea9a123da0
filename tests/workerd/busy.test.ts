import { fetchApp } from '@cloudwerk/core/testing'
import { defineDurableObject } from '@cloudwerk/durable-object'
import { expect, test, vi } from 'vitest'
import { caught, messageOf, objectOf } from './calls.ts'
import { sleep } from './objects/sleep.ts'

const busy = (name: string) => objectOf('Busy', name)

test('a call that waited for callTimeout fails and names the handler that holds on', async () => {
  const stub = busy('times out')
  const holding = stub.hold(120)
  const [first, second] = await Promise.all([caught(stub.add('first')), caught(stub.log())])
  expect(first).toMatchObject({ code: 'DURABLE_OBJECT_BUSY', retryable: true, objectName: 'Busy' })
  expect(first.message).toMatch(
    /Busy 'times out' was busy for 40 ms, so 'add' did not run: its handler 'hold' holds it/,
  )
  expect(second.message).toMatch(/'log' did not run/)
  await holding
  expect(await stub.log()).toEqual(['held'])
})

test('an alarm waits without limit, and a call behind it still times out', async () => {
  const stub = busy('alarm waits')
  const holding = stub.armAndHold(200)
  await sleep(60)
  expect(await messageOf(stub.add('no'))).toMatch(/was busy for 40 ms/)
  await holding
  await sleep(20)
  expect(await stub.log()).toEqual(['alarm'])
})

test('an alarm that was deleted while its event waited is dropped', async () => {
  const stub = busy('alarm deleted')
  await stub.disarmWhileItWaits()
  await sleep(40)
  expect(await stub.log()).toEqual([])
})

test('an alarm that was replaced while its event waited runs once, when it is due', async () => {
  const stub = busy('alarm replaced')
  await stub.disarmWhileItWaits(100)
  expect(await stub.log()).toEqual([])
  await sleep(160)
  expect(await stub.log()).toEqual(['alarm'])
})

test('a change of the alarm that was rolled back does not drop its event', async () => {
  const stub = busy('alarm rolled back')
  await stub.disarmInVain()
  await sleep(40)
  expect(await stub.log()).toEqual(['alarm'])
})

test('a timeout that falls due inside a transaction does not hold up its timers', async () => {
  const stub = busy('transaction')
  const working = stub.transactionAfterWaiting()
  await sleep(5)
  const waiting = messageOf(stub.add('no'))
  await working
  expect(await waiting).toMatch(/was busy|no error/)
  expect(await stub.log()).toEqual(expect.arrayContaining(['first', 'committed']))
})

/** One that waits for so long that the handler is ended: its own patience is shorter than the limit. */
async function addOnceFree(stub: ReturnType<typeof busy>): Promise<void> {
  for (;;) {
    try {
      return await stub.add('next')
    } catch (error) {
      if ((error as { code?: string }).code !== 'DURABLE_OBJECT_BUSY') throw error
    }
  }
}

test('a handler that holds on for longer than holdLimit is ended and undone', async () => {
  const stub = busy('revoked')
  const overstaying = caught(stub.overstay())
  const next = addOnceFree(stub)
  expect(await overstaying).toMatchObject({
    code: 'DURABLE_OBJECT_BUSY',
    message: expect.stringMatching(/'overstay' held Busy 'revoked' for more than 400 ms/),
  })
  await next
  expect(await stub.log()).toEqual(['next'])
  await expect.poll(async () => (await stub.told()).length).toBe(6)
  const told = await stub.told()
  for (const message of told) expect(message).toMatch(/was ended because it held the object/)
  expect(await stub.log()).toEqual(['next'])
})

test('a savepoint of a revoked handler undoes nothing of others', async () => {
  const stub = busy('revoked savepoint')
  const overstaying = messageOf(stub.overstayInSavepoint())
  const next = addOnceFree(stub)
  expect(await overstaying).toMatch(/for more than 400 ms/)
  await next
  await sleep(300)
  expect(await stub.log()).toEqual(['next'])
})

test('in dev a handler that makes others wait for a second is reported once', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const stub = objectOf('Slow', 'warns')
  const holding = stub.hold(1_200)
  await Promise.all([holding, stub.hold(0), stub.hold(0)])
  expect(warn.mock.calls).toEqual([
    [expect.stringMatching(/'hold' has held Slow 'warns' for over a second while 2 more wait/)],
  ])
  warn.mockRestore()
})

test.each(['callTimeout', 'holdLimit'])(
  '%s takes milliseconds, also none or no end of them',
  (key) => {
    expect(() => defineDurableObject({ [key]: 0 })).not.toThrow()
    expect(() => defineDurableObject({ [key]: Number.POSITIVE_INFINITY })).not.toThrow()
    expect(() => defineDurableObject({ [key]: Number('30 s') })).toThrow(
      expect.objectContaining({
        code: 'DURABLE_OBJECT_CONFIG',
        message: expect.stringContaining(`'${key}' that is NaN`),
      }),
    )
  },
)

test('calls beyond the queue are refused at once, alarms and what waits already are not', async () => {
  const stub = objectOf('Crowded', 'storm')
  const holding = stub.armAndHold(300)
  const calls = Array.from({ length: 1_100 }, () => stub.count())
  const settled = await Promise.allSettled(calls)
  const refused = settled.flatMap((result) => (result.status === 'rejected' ? result.reason : []))
  expect(refused).toHaveLength(100)
  expect(refused[0]).toMatchObject({ code: 'DURABLE_OBJECT_BUSY', retryable: true })
  expect(refused[0].message).toMatch(
    /^Crowded 'storm' is overloaded, so 'count' did not run: 1000 others wait .*this\.outside\(\)/,
  )
  await holding
  await expect.poll(() => stub.seen()).toEqual({ count: 1_000, alarms: 1 })
})

test('an object that is busy becomes 503 with Retry-After, unless the route maps it', async () => {
  const holding = busy('route').hold(120)
  const [plain, mapped] = await Promise.all([
    fetchApp('/busy/route'),
    fetchApp('/busy/route', { method: 'POST' }),
  ])
  expect(plain.status).toBe(503)
  expect(plain.headers.get('Retry-After')).toBe('1')
  expect(await plain.json()).toMatchObject({ error: { code: 'DURABLE_OBJECT_BUSY' } })
  expect(mapped.status).toBe(429)
  await holding
})
