/// <reference types="@cloudflare/vitest-plugin/types" />
import { runInDurableObject } from 'cloudflare:test'
import { crashes } from '../../runtime/traps.ts'
import type { HeldClock } from './held-clock.ts'
import type { Ring } from './rings.ts'
import { stubOf } from './stub-of.ts'

/** So often the platform tries again: after 2, 4, 8, 16, 32 and 64 s (workerd 1.20261006). */
const platformRetries = 6
/** How often an alarm may ring at one moment, against an object that sets it to the current time for ever. */
const ringsAtOnce = 2_000

/** Rings the alarms of one object, up to the next one of another object and to `until`. */
export async function ringObject(clock: HeldClock, first: Ring, until: number): Promise<void> {
  const { object: id } = first
  let ring: Ring | undefined = first
  crashes.ended.delete(id)
  try {
    await runInDurableObject(stubOf(id), async (object: DurableObject, { storage }) => {
      for (let rings = 1; ring?.object === id; rings++) {
        if (ring.due > clock.now) rings = 1
        if (rings > ringsAtOnce) throw new RangForEver(ring, clock)
        clock.moveTo(ring.due)
        await ringOnce(clock, ring, { object, storage })
        ring = clock.rings.next(until)
      }
    })
  } catch (error) {
    // Otherwise the object has ended.
    if (!(ring && error instanceof Error && 'durableObjectReset' in error)) throw error
    clock.rings.end(ring)
    if (!crashes.ended.delete(id)) tryAgain(clock, ring)
  }
}

class RangForEver extends Error {
  constructor({ object }: Ring, { now }: HeldClock) {
    super(
      `The alarm of the object ${object} rang ${ringsAtOnce} times at ${new Date(now).toISOString()}. Its handler may set it to the current time whenever it rings.`,
    )
  }
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
