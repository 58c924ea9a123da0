import { plain } from '../state/index.ts'
import { assertAlarm } from './alarm-time.ts'
import { deleteMany, getMany, putMany } from './many-keys.ts'
import type { ObjectHost } from './object-host.ts'
import { reservedPrefix } from './state-rows.ts'
import { assertEntries, assertEntry, assertKey, assertKeys } from './storage-limits.ts'
import type { Turn } from './turn.ts'

/** What storage and a transaction have in common. */
export type Operations = Pick<
  DurableObjectTransaction,
  'get' | 'put' | 'delete' | 'list' | 'getAlarm' | 'setAlarm' | 'deleteAlarm'
>

export interface OperationsOptions {
  /** Where they go. */
  target(): Operations
  /** Whose they are. */
  turn(): Turn
}

/**
 * The platform's operations as part of a turn: one that nobody awaited neither outlives it nor fails
 * in silence, and after its end nothing is written.
 */
export function createOperations(
  host: ObjectHost,
  { target, turn }: OperationsOptions,
): Operations {
  const { isLegacy } = host
  const read = <T>(promise: Promise<T>): Promise<T> => track(turn(), promise)
  const write = <T>(run: (storage: Operations) => Promise<T>): Promise<T> => {
    turn().assertWritable()
    return read(run(target()))
  }
  const countAlarmChange = (): void => {
    host.alarmChanges += 1
    turn().alarmChanges += 1
  }
  const own = {
    get(key: string | string[], options?: DurableObjectGetOptions) {
      refuse(key)
      if (!Array.isArray(key)) return read(target().get(key, options))
      return read(getMany(target(), { keys: key, options }))
    },
    put(key: string | Record<string, unknown>, value: unknown, options?: DurableObjectPutOptions) {
      if (!isEntries(key)) {
        const own = plain(value)
        assertEntry(refuse(key), own, isLegacy)
        turn().writes += 1
        return write((storage) => storage.put(key, own, options))
      }
      const entries = plain(key)
      refuse(Object.keys(entries))
      assertEntries(entries, isLegacy)
      turn().writes += 1
      // The second argument is the options here.
      return write((storage) => putMany(storage, entries, value as DurableObjectPutOptions))
    },
    delete(key: string | string[], options?: DurableObjectPutOptions) {
      refuse(key)
      if (!Array.isArray(key)) return write((storage) => storage.delete(key, options))
      return write((storage) => deleteMany(storage, { keys: key, options }))
    },
    list: (options?: DurableObjectListOptions) => read(listOwn(host, target(), options)),
    getAlarm: (options?: DurableObjectGetAlarmOptions) =>
      read(host.isAlarmHidden ? Promise.resolve(null) : target().getAlarm(options)),
    setAlarm(time: number | Date, options?: DurableObjectSetAlarmOptions) {
      assertAlarm(host, time)
      const setting = write((storage) => storage.setAlarm(time, options))
      turn().writes += 1
      countAlarmChange()
      return setting
    },
    deleteAlarm(options?: DurableObjectSetAlarmOptions) {
      const deleting = write((storage) => storage.deleteAlarm(options))
      countAlarmChange()
      return deleting
    },
  }
  // Overloads of the platform's type cannot be spelled in a literal.
  return own as Operations
}

export interface TransactionParts {
  turn: Turn
  txn: DurableObjectTransaction
  rollback(): void
}

/** What the function given to ctx.storage.transaction gets. */
export function createTransaction(
  host: ObjectHost,
  { turn, txn, rollback }: TransactionParts,
): DurableObjectTransaction {
  return { ...createOperations(host, { target: () => txn, turn: () => turn }), rollback }
}

/** Whether it is what `put` takes in place of one key: `{ key: value }`. */
function isEntries(key: unknown): key is Record<string, unknown> {
  if (typeof key !== 'object' || key === null) return false
  if (!Array.isArray(key) && !(key instanceof Map)) return true
  throw new TypeError('put() takes a key and a value, or an object of both: { key: value }.')
}

/** Makes a promise part of the turn. */
export function track<T>(turn: Turn, promise: Promise<T>): Promise<T> {
  return turn.alive ? turn.track(promise) : promise
}

/** Throws for keys that are none, or ours, or of a length or number that the platform does not take. */
export function refuse<K extends string | string[]>(key: K): K {
  if (Array.isArray(key)) {
    assertKeys(key)
    key.forEach(refuseReserved)
  } else {
    assertKey(key)
    refuseReserved(key)
  }
  return key
}

function refuseReserved(key: string): void {
  if (typeof key !== 'string') {
    throw new TypeError(
      `A key of the storage is a string, not ${key === null ? 'null' : typeof key}. Is a parameter or an await missing?`,
    )
  }
  if (!key.startsWith(reservedPrefix)) return
  throw new Error(`The key '${key}' is reserved: keys must not begin with ${reservedPrefix}.`)
}

/** Lists without the keys of the state, which must not count towards the limit either. */
async function listOwn(
  host: ObjectHost,
  storage: Operations,
  options: DurableObjectListOptions = {},
): Promise<Map<string, unknown>> {
  const { keys } = host.rows
  const limit = options.limit || undefined
  if (keys === 0) return storage.list(options)
  const listed = await storage.list(limit ? { ...options, limit: limit + keys } : options)
  const own = [...listed].filter(([key]) => !key.startsWith(reservedPrefix))
  return new Map(own.slice(0, limit))
}
