/// <reference types="@cloudflare/vitest-plugin/types" />
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { crashes } from '../../runtime/traps.ts'
import { endObject } from '../end-object.ts'
import { sleep } from '../sleep.ts'
import { stubOf } from './stub-of.ts'

/** How many at a time. */
const batch = 50
/** How long an object may take until it lets a call in or sleeps, in real milliseconds. */
const patience = 500

/** Puts the objects to sleep whose alarms were held, without an alarm: what they have in memory is of another time. */
export async function restartAll(objects: readonly string[]): Promise<void> {
  for (let start = 0; start < objects.length; start += batch) {
    await Promise.all(objects.slice(start, start + batch).map(restart))
  }
}

async function restart(object: string): Promise<void> {
  // Stubs go on working then, and sockets stay open.
  if ((await forgetAlarm(object)) && (await isOver(evictDurableObject(stubOf(object))))) return
  // Something in it does not end, maybe in a transaction, during which no call arrives.
  crashes.traps.set(object, { during: undefined, after: undefined })
  await isOver(endObject(stubOf(object)))
  crashes.traps.delete(object)
  await forgetAlarm(object)
}

function forgetAlarm(object: string): Promise<boolean> {
  const forgetting = runInDurableObject(stubOf(object), async (_object, { storage }) => {
    await storage.deleteAlarm()
    await storage.sync()
  })
  return isOver(forgetting)
}

/** Whether it succeeds soon. */
function isOver(work: Promise<unknown>): Promise<boolean> {
  const succeeded = work.then(
    () => true,
    () => false,
  )
  return Promise.race([succeeded, sleep(patience).then(() => false)])
}
