import type { ObjectHost } from '../object-host.ts'
import { reservedPrefix } from '../rows/state-rows.ts'
import { toCaller } from './events.ts'

/** The row of the state that is always there. */
const header = 1
const tables = `SELECT 1 FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 4) <> '_cf_'
  AND substr(name, 1, 7) <> 'sqlite_' AND substr(name, 1, ${reservedPrefix.length}) <> '${reservedPrefix}' LIMIT 1`

/** Whether anything is stored of the object. Wakes nothing and makes nothing; waits as a read does. */
export function runExists(host: ObjectHost): Promise<unknown> {
  return host.run('exists', () => isStored(host), {
    sleeps: true,
    toCaller: toCaller(host, 'exists'),
  })
}

async function isStored({ rows, native, isLegacy }: ObjectHost): Promise<boolean> {
  await rows.open()
  if (rows.read(header) !== null) return true
  const { storage } = native
  if ((await storage.getAlarm()) !== null || (await storage.list({ limit: 1 })).size > 0)
    return true
  return !isLegacy && storage.sql.exec(tables).toArray().length > 0
}
