import { crashes } from '../../runtime/traps.ts'
import { endObject } from '../end-object.ts'
import { sleep } from '../sleep.ts'
import { stubOf } from './stub-of.ts'

/** How many at a time. */
const batch = 50
/** How long an object may take until it lets a call in, in real milliseconds. */
const patience = 1_000

/** Ends the objects whose alarms were held, without an alarm: what they have in memory is of another time. */
export async function restartAll(objects: readonly string[]): Promise<void> {
  for (let start = 0; start < objects.length; start += batch) {
    await Promise.all(objects.slice(start, start + batch).map(restart))
  }
}

async function restart(object: string): Promise<void> {
  if (await isEnded(object)) return
  // It is in a transaction that does not end.
  crashes.traps.set(object, { during: undefined, after: undefined })
  if (await isEnded(object)) return
  crashes.traps.delete(object)
  console.warn(`The object ${object} is busy after the end of its test, and keeps its alarm.`)
}

async function isEnded(object: string): Promise<boolean> {
  const ending = endObject(stubOf(object), async ({ storage }) => {
    await storage.deleteAlarm()
    await storage.sync()
  })
  const isEnded = ending.then(
    () => true,
    // Something else has ended it first.
    () => false,
  )
  return Promise.race([isEnded, sleep(patience).then(() => false)])
}
