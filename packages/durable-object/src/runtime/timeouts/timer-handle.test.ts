import { describe, expect, it } from 'vitest'
import { ObjectTimers } from './object-timers.ts'
import { clearHandle, TimerHandle } from './timer-handle.ts'

function start({ delay = 1, repeats = false } = {}) {
  const timers = new ObjectTimers()
  let calls = 0
  let called = Promise.withResolvers<void>()
  const handle = new TimerHandle(
    timers,
    () => {
      calls += 1
      called.resolve()
      called = Promise.withResolvers()
    },
    { delay, repeats },
  )
  return { handle, calls: () => calls, nextCall: () => called.promise }
}

describe('the handle of a timer', () => {
  it('has a reference until the timer has fired', async () => {
    const { handle, nextCall } = start()
    expect(handle.hasRef()).toBe(true)
    await nextCall()
    expect(handle.hasRef()).toBe(false)
  })

  it('of an interval ends it', async () => {
    const { handle, nextCall, calls } = start({ repeats: true })
    await nextCall()
    await nextCall()
    handle.close()
    expect([handle.hasRef(), calls()]).toEqual([false, 2])
  })

  it('starts its time again', async () => {
    const { handle, nextCall, calls } = start({ delay: 5 })
    await nextCall()
    handle.refresh()
    expect(handle.hasRef()).toBe(true)
    await nextCall()
    expect(calls()).toBe(2)
    expect(handle.hasRef()).toBe(false)
  })

  it('is cleared as an object and as a number, once it has one', () => {
    const first = start({ delay: 60_000 }).handle
    expect(clearHandle(first)).toBe(true)
    expect(first.hasRef()).toBe(false)
    const second = start({ delay: 60_000 }).handle
    const number = Number(second)
    expect(Number(second)).toBe(number)
    expect(clearHandle(String(number))).toBe(true)
    expect(second.hasRef()).toBe(false)
    expect(clearHandle(number)).toBe(false)
  })

  it('is not confused with one of the platform', () => {
    expect([clearHandle(1), clearHandle({}), clearHandle('text')]).toEqual([false, false, false])
  })
})
