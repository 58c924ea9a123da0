import { describe, expect, it } from 'vitest'
import { ObjectTimers } from './object-timers.ts'

describe('the timers of one object', () => {
  it('fire in the order of their time, and of being set', async () => {
    const timers = new ObjectTimers()
    const order: string[] = []
    const done = Promise.withResolvers<void>()
    timers.set(() => order.push('later'), { delay: 20 })
    timers.set(() => done.resolve(), { delay: 21 })
    timers.set(() => order.push('first'), { delay: 0 })
    timers.set(() => order.push('second'), { delay: Number.NaN })
    await done.promise
    expect(order).toEqual(['first', 'second', 'later'])
  })

  it('do not fire while a transaction begins or ends', async () => {
    const timers = new ObjectTimers()
    let fired = false
    timers.cross()
    timers.set(
      () => {
        fired = true
      },
      { delay: 0 },
    )
    const { promise, resolve } = Promise.withResolvers<void>()
    setTimeout(resolve, 10)
    await promise
    expect(fired).toBe(false)
    const firing = new Promise<void>((resolved) => timers.set(resolved, { delay: 0 }))
    timers.arrive()
    await firing
    expect(fired).toBe(true)
  })
})
