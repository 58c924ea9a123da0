import { describe, expect, test } from 'vitest'
import { currentFrame, Frame } from './frame.ts'

const { promise: never } = Promise.withResolvers<void>()

/** Settles when everything has run that does not wait for something outside. */
function idle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

describe('what a frame runs', () => {
  test('ends when a promise has settled that nobody awaits', async () => {
    const frame = new Frame()
    const work = Promise.withResolvers<void>()
    let hasEnded = false
    const run = frame.run(() => {
      void frame.follow(work.promise)
      return 'value'
    })
    void run.then(() => {
      hasEnded = true
    })
    await idle()
    expect(hasEnded).toBe(false)
    work.resolve()
    expect(await run).toBe('value')
    expect(frame.isSettled).toBe(true)
  })

  test('fails with a rejection that nobody awaits', async () => {
    const frame = new Frame()
    const run = frame.run(() => {
      void frame.follow(Promise.reject(new Error('forgotten')))
    })
    await expect(run).rejects.toThrow('forgotten')
  })

  test('does not fail with a rejection that was caught', async () => {
    const frame = new Frame()
    const run = frame.run(async () => {
      await frame.follow(Promise.reject(new Error('caught'))).catch(() => undefined)
      return 'value'
    })
    expect(await run).toBe('value')
  })

  test('waits for what it started before it fails', async () => {
    const frame = new Frame()
    const work = Promise.withResolvers<void>()
    const order: string[] = []
    const run = frame.run(() => {
      void frame.follow(work.promise).then(() => order.push('work'))
      throw new Error('broken')
    })
    const failing = run.catch((error: Error) => order.push(error.message))
    await idle()
    work.resolve()
    await failing
    expect(order).toEqual(['work', 'broken'])
  })

  test('knows its frame', async () => {
    const frame = new Frame()
    const run = frame.run(async () => {
      await idle()
      return currentFrame()
    })
    expect(await run).toBe(frame)
    expect(currentFrame()).toBeUndefined()
  })
})

test('inner frames run one after another, even if one fails', async () => {
  const frame = new Frame()
  const order: string[] = []
  const first = frame.runInner(async () => {
    await idle()
    order.push('first')
    throw new Error('broken')
  })
  const second = frame.runInner(async () => {
    order.push('second')
  })
  await expect(first).rejects.toThrow('broken')
  await second
  expect(order).toEqual(['first', 'second'])
})

test('a frame that has ended follows no promise any more', async () => {
  const frame = new Frame()
  frame.close()
  expect(frame.adopt(never)).toBe(never)
  expect(frame.isSettled).toBe(true)
})
