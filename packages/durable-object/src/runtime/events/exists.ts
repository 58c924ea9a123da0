import type { StateRows } from '../rows/state-rows.ts'
import { userTables } from '../storage/user-tables.ts'
import { headerRow } from '../time/time-rows.ts'
import type { Runs } from './handler-runner.ts'
import { toCaller } from './method.ts'

/** The row that every stored state has. */
const header = 1

interface StoredObject extends Runs {
  readonly state: { readonly rows: StateRows }
  readonly storage: DurableObjectStorage
  readonly isLegacy: boolean
}

/** Whether anything of the object is stored. Wakes and creates nothing; waits as a read does. */
export function runExists(object: StoredObject): Promise<unknown> {
  return object.run('exists', () => isStored(object), {
    sleeps: true,
    toCaller: toCaller(object, 'exists'),
  })
}

async function isStored({ state, storage, isLegacy }: StoredObject): Promise<boolean> {
  const { rows } = state
  await rows.open()
  if (rows.read(header) !== null || rows.read(headerRow) !== null) return true
  if ((await storage.getAlarm()) !== null || (await storage.list({ limit: 1 })).size > 0)
    return true
  return !isLegacy && userTables(storage).length > 0
}
