import { beforeEach, expect, test } from 'vitest'
import { TrackedPromise, type Tracker } from './tracked-promise.ts'

let log: string[] = []
beforeEach(() => {
  log = []
})

const tracker: Tracker = {
  adopt: (promise) => {
    log.push('adopted')
    return promise
  },
  onHandled: () => log.push('handled'),
  onFulfilled: ({ handled }) => log.push(`fulfilled, ${handled ? 'handled' : 'unhandled'}`),
  onRejected: ({ handled }, reason) =>
    log.push(`rejected with ${reason}, ${handled ? 'handled' : 'unhandled'}`),
}

const track = <T>(promise: Promise<T>): TrackedPromise<T> => new TrackedPromise(promise, tracker)

/** Settles when all reactions of settled promises have run. */
function idle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

test('an await is seen', async () => {
  const { promise, resolve } = Promise.withResolvers<number>()
  const waiting = (async () => await track(promise))()
  await idle()
  resolve(1)
  expect(await waiting).toBe(1)
  expect(log).toEqual(['handled', 'fulfilled, handled'])
})

test('a promise that nobody awaits is seen as such', async () => {
  track(Promise.resolve(1))
  track(Promise.reject('reason'))
  await idle()
  expect(log).toEqual(['fulfilled, unhandled', 'rejected with reason, unhandled'])
})

test('then without a second function passes a rejection on, so its result is followed', async () => {
  const { promise, reject } = Promise.withResolvers()
  const tracked = track(promise)
  const next = tracked.then(() => 1)
  expect(log).toEqual(['handled', 'adopted'])
  reject('reason')
  await expect(next).rejects.toBe('reason')
})

test('catch handles a rejection, so its result is not followed', async () => {
  await track(Promise.reject('reason')).catch(() => undefined)
  expect(log).toEqual(['handled', 'rejected with reason, handled'])
})

test('finally is followed', async () => {
  await track(Promise.resolve(1)).finally(() => log.push('finally'))
  expect(log).toContain('adopted')
  expect(log.at(-1)).toBe('finally')
})

test('who waits continues before the tracker could end the turn', async () => {
  const order: string[] = []
  const tracked = new TrackedPromise(Promise.resolve(), {
    ...tracker,
    onFulfilled: () => queueMicrotask(() => order.push('tracker')),
  })
  void tracked.then(() => order.push('waiting'))
  await idle()
  expect(order).toEqual(['waiting', 'tracker'])
})
