/// <reference types="@cloudflare/vitest-plugin/types" />
import { runInDurableObject } from 'cloudflare:test'
import { crashes } from '../../runtime/traps.ts'
import { breakStubs } from '../known-stubs.ts'
import { sleep } from '../sleep.ts'
import type { HeldClock } from './held-clock.ts'
import type { Ring } from './rings.ts'
import { stubOf } from './stub-of.ts'

/** So often the platform tries again: after 2, 4, 8, 16, 32 and 64 s (workerd 1.20261006). */
const platformRetries = 6

/** So often at most at a time. */
const ringsInARow = 50

/** Rings the alarms of one object, up to the next one of another object and to `until`. */
export async function ringObject(clock: HeldClock, first: Ring, until: number): Promise<void> {
  const { object: id } = first
  let ring: Ring | undefined = first
  crashes.ended.delete(id)
  clock.left.delete(id)
  try {
    await runInDurableObject(stubOf(id), async (object: DurableObject, { storage }) => {
      for (let rings = 0; ring?.object === id && rings < ringsInARow; rings++) {
        if (isLeft(clock, id)) return
        clock.moveTo(ring.due)
        await ringOnce(clock, ring, { object, storage })
        await clock.settleWork(id)
        ring = clock.rings.next(until)
      }
    })
    // An object that sets its alarm to the current time for ever lets others run. Outside of the object, since
    // a timer in there would keep its own from firing during a transaction.
    if (ring?.object === id) await sleep(0)
  } catch (error) {
    // Otherwise the object has ended.
    if (!(ring && error instanceof Error && 'durableObjectReset' in error)) throw error
    clock.rings.end(ring)
    breakStubs(id)
    clock.forgetWork(id)
    if (!crashes.ended.delete(id)) tryAgain(clock, ring)
  }
}

function isLeft({ isOver, left }: HeldClock, object: string): boolean {
  return isOver || left.has(object)
}

/** Called when the test waits for the object no longer. During a transaction it does not get there. */
export function leaveObject(clock: HeldClock, object: string): void {
  clock.left.add(object)
  runInDurableObject(stubOf(object), () => clock.leave(object)).catch(() => undefined)
}

interface Target {
  object: DurableObject
  storage: DurableObjectStorage
}

/** As the platform does it: the alarm stays stored until its handler has returned. */
async function ringOnce(clock: HeldClock, ring: Ring, { object, storage }: Target): Promise<void> {
  const { rings } = clock
  const { token, scheduledTime, retryCount } = ring
  const seen = rings.last
  if ((await storage.getAlarm()) !== token) {
    // It was replaced or deleted, or what had set it was undone.
    rings.forget(ring)
    return
  }
  rings.begin(ring, seen)
  try {
    await object.alarm?.({ scheduledTime, retryCount, isRetry: retryCount > 0 })
    rings.forget(ring)
    if ((await storage.getAlarm()) === token) await storage.deleteAlarm()
  } catch {
    // Whoever failed has reported it.
    tryAgain(clock, ring)
  } finally {
    rings.end(ring)
  }
}

function tryAgain({ rings, now }: HeldClock, ring: Ring): void {
  if (ring.retryCount === platformRetries) {
    rings.forget(ring)
    return
  }
  ring.retryCount += 1
  ring.due = now + 1_000 * 2 ** ring.retryCount
}
