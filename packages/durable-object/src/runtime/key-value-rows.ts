import { DurableObjectLimitError } from '../errors.ts'
import type { RowData } from '../state/index.ts'
import { reservedPrefix, type StateRows } from './state-rows.ts'

const keyPrefix = `${reservedPrefix}state:`
/** Beyond it, waking reads and keeps too much: this backend has no lazy reads. */
const sizeLimit = 1_000_000

/**
 * Rows of the legacy key-value backend, which has no synchronous reads: all of them are read when
 * the object wakes and kept. Each is a value of its own, so a commit writes those that changed.
 */
export class KeyValueRows implements StateRows {
  readonly #storage: () => Pick<DurableObjectStorage, 'list' | 'put' | 'delete'>
  readonly #rows = new Map<number, RowData>()
  #batch: Map<number, RowData | undefined> | undefined
  #open: Promise<void> | undefined

  /** `storage` gives the open transaction where there is one, else the object's storage. */
  constructor(storage: () => Pick<DurableObjectStorage, 'list' | 'put' | 'delete'>) {
    this.#storage = storage
  }

  open(): Promise<void> {
    this.#open ??= this.#load()
    return this.#open
  }

  async #load(): Promise<void> {
    const stored = await this.#storage().list<RowData>({ prefix: keyPrefix })
    for (const [key, data] of stored) this.#rows.set(Number(key.slice(keyPrefix.length)), data)
  }

  forget(): void {
    this.#rows.clear()
    this.#open = undefined
  }

  atomically<T>(write: () => T): T {
    const batch = new Map<number, RowData | undefined>()
    this.#batch = batch
    try {
      const result = write()
      this.#assertSize(batch)
      this.#apply(batch)
      return result
    } finally {
      this.#batch = undefined
    }
  }

  read(id: number): RowData | null {
    return this.#rows.get(id) ?? null
  }

  range(from: number, to: number): Iterable<{ id: number; data: RowData }> {
    return [...this.#rows]
      .filter(([id]) => id >= from && id <= to)
      .sort(([a], [b]) => a - b)
      .map(([id, data]) => ({ id, data }))
  }

  last(from: number, to: number): { id: number; data: RowData } | null {
    return [...this.range(from, to)].at(-1) ?? null
  }

  write(id: number, data: RowData): void {
    this.#batch?.set(id, data)
  }

  remove(id: number): void {
    this.#batch?.set(id, undefined)
  }

  clear(): void {
    for (const id of this.#rows.keys()) this.remove(id)
  }

  #assertSize(batch: ReadonlyMap<number, RowData | undefined>): void {
    let size = 0
    for (const [id, data] of this.#rows) if (!batch.has(id)) size += sizeOf(data)
    for (const data of batch.values()) size += sizeOf(data)
    if (size <= sizeLimit) return
    throw new DurableObjectLimitError(
      `The state would take ${size} characters, and the legacy key-value backend (sqlite: false) keeps at most ${sizeLimit}. Keep less in this.state, put large things into ctx.storage, or move to a new SQLite-backed object.`,
    )
  }

  #apply(batch: ReadonlyMap<number, RowData | undefined>): void {
    const storage = this.#storage()
    for (const [id, data] of batch) {
      if (data === undefined) this.#rows.delete(id)
      else this.#rows.set(id, data)
    }
    const written = [...batch].filter(([, data]) => data !== undefined)
    const removed = [...batch].filter(([, data]) => data === undefined)
    // The platform takes 128 keys a call; calls of one turn are stored together.
    for (let at = 0; at < written.length; at += 128) {
      const entries = written.slice(at, at + 128).map(([id, data]) => [keyPrefix + id, data])
      storage.put(Object.fromEntries(entries))
    }
    for (let at = 0; at < removed.length; at += 128) {
      storage.delete(removed.slice(at, at + 128).map(([id]) => keyPrefix + id))
    }
  }
}

function sizeOf(data: RowData | undefined): number {
  if (data === undefined) return 0
  return typeof data === 'string' ? data.length : data.byteLength
}
