import type { AlarmState } from '../time/alarm-state.ts'
import { type AlarmOwner, alarmTime } from '../time/alarm-time.ts'
import type { Turn } from '../turns/turn.ts'
import type { BufferedKeys } from './buffered-keys.ts'
import { checkedKey, toEntries } from './checked-keys.ts'
import { type WriteBuffer, writesOf } from './write-buffer.ts'

export interface StorageOwner extends AlarmOwner {
  readonly storage: DurableObjectStorage
  readonly keys: BufferedKeys
  readonly alarms: AlarmState
}

/** The operations that `ctx.storage` and a transaction have in common. */
export type Operations = Pick<
  DurableObjectTransaction,
  'get' | 'put' | 'delete' | 'list' | 'getAlarm' | 'setAlarm' | 'deleteAlarm'
>

/**
 * The platform's operations as part of a turn: what they change is stored in its commit, and visible to
 * its own reads before. An operation that is not awaited neither outlives the turn nor fails silently.
 */
export function createOperations(owner: StorageOwner, turn: () => Turn): Operations {
  const { keys, alarms } = owner
  const read = <T>(fn: (buffer: WriteBuffer | undefined) => T | Promise<T>): Promise<T> => {
    const current = turn()
    return attempt(current, () => fn(current.writes))
  }
  const write = <T>(what: string, fn: (buffer: WriteBuffer) => T | Promise<T>): Promise<T> => {
    const current = turn()
    current.assertWritable(what)
    return attempt(current, () => fn(writesOf(current)))
  }
  const operations = {
    get(key: string | string[]) {
      checkedKey(key)
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
      checkedKey(key)
      return write<boolean | number>(`delete '${key}'`, (buffer) =>
        Array.isArray(key) ? keys.deleteMany(key, buffer) : keys.delete(key, buffer),
      )
    },
    list: (options?: DurableObjectListOptions) =>
      read((buffer) => keys.list(options ?? {}, buffer)),
    getAlarm: (options?: DurableObjectGetAlarmOptions) =>
      read((buffer) => {
        if (buffer?.alarm !== undefined) return buffer.alarm
        // As in the constructor of a platform class, which runs before the alarm counts as rung.
        if (turn().isWake && alarms.ringing !== undefined) return alarms.ringing
        return alarms.isHidden ? null : alarms.get(options)
      }),
    setAlarm(time: number | Date) {
      const at = alarmTime(owner, time)
      return write('set the alarm', (buffer) => buffer.setAlarm(at))
    },
    deleteAlarm: () => write('delete the alarm', (buffer) => buffer.setAlarm(null)),
  }
  // A literal cannot spell the overloads of the platform's type.
  return operations as Operations
}

/** What `fn` throws rejects the promise, as in the platform's own operations. */
function attempt<T>(turn: Turn, fn: () => T | Promise<T>): Promise<T> {
  try {
    const value = fn()
    // It is done already, so the handler has nothing to wait for.
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

/** The argument of the function given to `ctx.storage.transaction`. */
export function createTransaction(
  owner: StorageOwner,
  { turn, isOver, rollback }: TransactionParts,
): DurableObjectTransaction & { deleteAll(): never } {
  const current = (): Turn => {
    if (!isOver()) return turn
    throw new Error(
      `The transaction of ${turn.describe()} has ended or was rolled back, so it can no longer be used.`,
    )
  }
  return { ...createOperations(owner, current), rollback, deleteAll: refuseDeleteAll }
}

/** As the platform's, which its types do not mention. */
function refuseDeleteAll(): never {
  throw new Error(
    'deleteAll() cannot be called in a transaction, since it cannot be undone. Call ctx.storage.deleteAll() after it.',
  )
}

/** Makes a promise part of the turn. */
export function track<T>(turn: Turn, promise: Promise<T>): Promise<T> {
  return turn.alive ? turn.track(promise) : promise
}
