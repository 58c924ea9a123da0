import { chunk } from '../rows/key-value-parts.ts'
import { reservedPrefix } from '../rows/state-rows.ts'
import type { AlarmState } from '../time/alarm-state.ts'
import type { Entries, StoredKeys } from './stored-keys.ts'

export class LegacyKeys implements StoredKeys {
  readonly #storage: DurableObjectStorage
  readonly #alarms: AlarmState
  readonly #hidden: () => number

  /** `hidden` returns how many keys of the storage belong to the state. */
  constructor(storage: DurableObjectStorage, alarms: AlarmState, hidden: () => number) {
    this.#storage = storage
    this.#alarms = alarms
    this.#hidden = hidden
  }

  get(key: string): Promise<unknown> {
    return this.#storage.get(key)
  }

  async getMany(keys: readonly string[]): Promise<Entries> {
    const found = await Promise.all(chunk(keys).map((some) => this.#storage.get(some)))
    return found.flatMap((entries) => [...entries])
  }

  /** The keys of the state must neither be listed nor count towards the limit. */
  async list(options: DurableObjectListOptions): Promise<Entries> {
    const hidden = this.#hidden()
    const limit = Math.trunc(Number(options.limit))
    // The platform throws for other limits.
    const isLimited = limit > 0
    const more = isLimited && hidden ? { ...options, limit: limit + hidden } : options
    const listed = await this.#storage.list(more)
    const visible = [...listed].filter(([key]) => !key.startsWith(reservedPrefix))
    return isLimited ? visible.slice(0, limit) : visible
  }

  // Writes in one turn of the event loop are stored together.
  put(key: string, value: unknown): void {
    void this.#storage.put(key, value)
  }

  delete(key: string): void {
    void this.#storage.delete(key)
  }

  setAlarm(time: number | null): void {
    void this.#alarms.set(time)
  }
}
