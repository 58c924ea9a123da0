import { existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { compatibilityDate } from '../config/defaults.ts'
import { listIds } from '../data-directory/list-ids.ts'
import { acquireLock, type DataLock } from '../data-directory/lock.ts'
import type { NamespaceKeys } from '../data-directory/namespace-keys.ts'
import { noData } from '../data-directory/no-data.ts'
import { readObjectsFolder } from '../data-directory/objects-folder.ts'
import { UserError } from '../user-error.ts'
import { generateCapnpConfig } from '../workerd/config/capnp-config.ts'
import { findWorkerd } from '../workerd/find-workerd.ts'
import { runWorkerdWhile } from '../workerd/run-workerd-while.ts'
import type { AlarmsRequest, RepairedAlarm } from './alarm-worker.ts'
import { findDamagedAlarms } from './damaged-alarms.ts'

/** What was found for one class. */
export interface RepairedClass {
  className: string
  objects: number
  /** The alarms of those that have one, each of which was set again. */
  alarms: RepairedAlarm[]
}

/** Objects that are awake at once. */
const atOnce = 50

/**
 * Sets the alarm of each stored object again. In a backup, an object and the platform's list of alarms
 * may be from different moments; what the object has stored is right.
 *
 * @throws UserError when there is no data, or a server uses it.
 */
export async function repairAlarms(data: string): Promise<RepairedClass[]> {
  // Taking the lock would create the directory, even where its name is a typing error.
  if (!existsSync(data)) throw noData(data)
  const lock = await acquireLock(data)
  try {
    return await repairLocked(data, lock)
  } finally {
    lock.release()
  }
}

/** As `repairAlarms`, for a caller that holds the lock. */
export async function repairLocked(data: string, lock: DataLock): Promise<RepairedClass[]> {
  const { keys, folder, text } = readObjectsFolder(data)
  if (text === undefined) throw noData(data)
  const stored = [...keys].map(([className, key]) => ({
    className,
    ids: listIds(join(folder, key)),
  }))
  if (stored.every(({ ids }) => ids.length === 0)) {
    return stored.map(({ className }) => ({ className, objects: 0, alarms: [] }))
  }
  const config = configOf(keys, folder)
  const executable = findWorkerd()
  const explain = () => findDamagedAlarms({ executable, data, folder, keys })
  return runWorkerdWhile({ executable, config, data, lock, explain }, async (url) => {
    const repaired: RepairedClass[] = []
    for (const { className, ids } of stored) {
      const alarms = await repairClass(url, { className, ids })
      repaired.push({ className, objects: ids.length, alarms })
    }
    return repaired
  })
}

async function repairClass(
  url: string,
  { className, ids }: AlarmsRequest,
): Promise<RepairedAlarm[]> {
  const alarms: RepairedAlarm[] = []
  for (let from = 0; from < ids.length; from += atOnce) {
    const asked: AlarmsRequest = { className, ids: ids.slice(from, from + atOnce) }
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(asked) })
    if (!response.ok) {
      throw new UserError(`The alarms of ${className} cannot be read: ${await response.text()}`)
    }
    alarms.push(...((await response.json()) as RepairedAlarm[]))
  }
  return alarms
}

function configOf(keys: NamespaceKeys, objectsFolder: string): string {
  const classNames = [...keys.keys()]
  const worker = './alarm-worker.js'
  const exported = classNames.map((className) => `StoredObject as ${className}`)
  const main = `export { default, ${exported.join(', ')} } from '${worker}'\n`
  return generateCapnpConfig({
    modules: [
      { name: 'main.js', type: 'esModule', text: main },
      { name: 'alarm-worker.js', type: 'esModule', text: readWorker() },
    ],
    compatibilityDate,
    compatibilityFlags: [],
    vars: {},
    objects: classNames.map((className) => ({ binding: className, className })),
    // Alarms are stored the same way in both backends.
    namespaces: [...keys].map(([className, uniqueKey]) => ({ className, uniqueKey, sql: true })),
    objectsFolder,
    address: '127.0.0.1:0',
  })
}

function readWorker(): string {
  return readFileSync(new URL(`./alarm-worker${extname(import.meta.url)}`, import.meta.url), 'utf8')
}
