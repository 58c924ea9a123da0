import { endObject } from '../end-object.ts'
import { isToken } from './rings.ts'
import { stubOf } from './stub-of.ts'

/** How many at a time. */
const batch = 50

/** Ends the objects whose alarms were held, without these alarms: what they have in memory is of another time. */
export async function restartAll(objects: readonly string[]): Promise<void> {
  for (let start = 0; start < objects.length; start += batch) {
    await Promise.all(objects.slice(start, start + batch).map(restart))
  }
}

async function restart(object: string): Promise<void> {
  await endObject(stubOf(object), async ({ storage }) => {
    const at = await storage.getAlarm()
    if (at !== null && isToken(at)) await storage.deleteAlarm()
    await storage.sync()
  })
}
