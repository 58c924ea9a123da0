import type { AlarmState } from '../time/alarm-state.ts'
import type { WriteTarget } from './write-buffer.ts'

export type Entries = Iterable<[string, unknown]>

/** The object's own keys as they are stored. Only the legacy backend reads asynchronously. */
export interface StoredKeys extends WriteTarget {
  get(key: string): unknown
  getMany(keys: readonly string[]): Entries | Promise<Entries>
  list(options: DurableObjectListOptions): Entries | Promise<Entries>
}

export class SqliteKeys implements StoredKeys {
  readonly #storage: DurableObjectStorage
  readonly #alarms: AlarmState

  constructor(storage: DurableObjectStorage, alarms: AlarmState) {
    this.#storage = storage
    this.#alarms = alarms
  }

  get(key: string): unknown {
    return this.#storage.kv.get(key)
  }

  getMany(keys: readonly string[]): Entries {
    return keys.map((key) => [key, this.#storage.kv.get(key)])
  }

  list(options: DurableObjectListOptions): Entries {
    return this.#storage.kv.list(options)
  }

  put(key: string, value: unknown): void {
    this.#storage.kv.put(key, value)
  }

  delete(key: string): void {
    this.#storage.kv.delete(key)
  }

  setAlarm(time: number | null): void {
    void this.#alarms.set(time)
  }
}
