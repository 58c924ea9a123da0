import { plain } from '../../state/index.ts'
import type { ObjectHost } from '../object-host.ts'
import { reservedPrefix } from '../rows/state-rows.ts'
import { alarmTime } from '../time/alarm-time.ts'
import type { Turn } from '../turns/turn.ts'
import { assertKey, assertKeys } from './storage-limits.ts'
import type { WriteBuffer } from './write-buffer.ts'

/** What storage and a transaction have in common. */
export type Operations = Pick<
  DurableObjectTransaction,
  'get' | 'put' | 'delete' | 'list' | 'getAlarm' | 'setAlarm' | 'deleteAlarm'
>

/**
 * The platform's operations as part of a turn: its commit writes what they change, and its reads
 * see that already. One that nobody awaited neither outlives the turn nor fails in silence.
 */
export function createOperations(host: ObjectHost, turn: () => Turn): Operations {
  const { keys } = host
  const read = <T>(fn: (buffer: WriteBuffer | undefined) => T | Promise<T>): Promise<T> => {
    const current = turn()
    return attempt(current, () => fn(current.writes))
  }
  const write = <T>(what: string, fn: (buffer: WriteBuffer) => T | Promise<T>): Promise<T> => {
    const current = turn()
    current.assertWritable(what)
    return attempt(current, () => fn(current.writeBuffer()))
  }
  const own = {
    get(key: string | string[]) {
      refuse(key)
      return read((buffer) =>
        Array.isArray(key) ? keys.getMany(key, buffer) : keys.get(key, buffer),
      )
    },
    put(key: string | Record<string, unknown>, value: unknown) {
      const entries = toEntries(key, value)
      return write(`put ${entries.map(([name]) => `'${name}'`).join(', ')}`, (buffer) =>
        keys.put(entries, buffer),
      )
    },
    delete(key: string | string[]) {
      refuse(key)
      return write<boolean | number>(`delete '${key}'`, (buffer) =>
        Array.isArray(key) ? keys.deleteMany(key, buffer) : keys.delete(key, buffer),
      )
    },
    list: (options?: DurableObjectListOptions) =>
      read((buffer) => keys.list(options ?? {}, buffer)),
    getAlarm: (options?: DurableObjectGetAlarmOptions) =>
      read((buffer) => {
        if (buffer?.alarm !== undefined) return buffer.alarm
        // As in a constructor of the platform, which runs before the alarm counts as rung.
        if (turn().isWake && host.ringing !== undefined) return host.ringing
        return host.isAlarmHidden ? null : host.native.storage.getAlarm(options)
      }),
    setAlarm(time: number | Date) {
      const at = alarmTime(host, time)
      return write('set the alarm', (buffer) => buffer.setAlarm(at))
    },
    deleteAlarm: () => write('delete the alarm', (buffer) => buffer.setAlarm(null)),
  }
  // Overloads of the platform's type cannot be spelled in a literal.
  return own as Operations
}

/** What it throws becomes the promise's failure, as it does where the platform runs it. */
function attempt<T>(turn: Turn, fn: () => T | Promise<T>): Promise<T> {
  try {
    const value = fn()
    // Done already, so that there is nothing that a handler would have to wait for.
    if (turn.isAtOnce && !(value instanceof Promise)) return Promise.resolve(value)
    return track(turn, Promise.resolve(value))
  } catch (error) {
    return track(turn, Promise.reject(error))
  }
}

export interface TransactionParts {
  turn: Turn
  /** Whether it was rolled back or has ended. */
  isOver(): boolean
  rollback(): void
}

/** What the function given to ctx.storage.transaction gets. */
export function createTransaction(
  host: ObjectHost,
  { turn, isOver, rollback }: TransactionParts,
): DurableObjectTransaction {
  const owner = (): Turn => {
    if (!isOver()) return turn
    throw new Error(
      `The transaction of ${turn.describe()} has ended or was rolled back, so nothing can be done through it any more.`,
    )
  }
  return { ...createOperations(host, owner), rollback }
}

/** `put` takes a key and a value, or an object of both. */
export function toEntries(key: unknown, value: unknown): [string, unknown][] {
  if (isEntries(key)) {
    const entries = Object.entries(plain(key))
    for (const [name] of entries) refuseBroken(name)
    refuse(entries.map(([name]) => name))
    return entries
  }
  refuseBroken(refuse(key as string))
  if (value !== undefined) return [[key as string, plain(value)]]
  throw new TypeError(
    `put() was given undefined as the value of '${key}'. Take a key away with delete('${key}').`,
  )
}

/** The platform takes half of a character, and lists the key as another (workerd 1.20261006). */
function refuseBroken(key: string): void {
  if (key.isWellFormed()) return
  throw new TypeError(
    `The key ${JSON.stringify(key)} has half of a character, which would be listed as another key. Was it cut in the middle of an emoji?`,
  )
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
