import { DurableObjectLimitError } from '../../errors.ts'
import { legacyStateCharacters } from '../../limits.ts'
import { damaged, joinData, type Row, type RowData, sizeOfData } from '../../state/index.ts'
import { chunk, countParts, cut, keyOf, keyPrefix, rowOf } from './key-value-parts.ts'
import type { StateRows } from './state-rows.ts'

type KeyValueStorage = Pick<DurableObjectStorage, 'list' | 'put' | 'delete'>

/**
 * Rows in the legacy key-value backend, which cannot read synchronously: all rows are read when the
 * object wakes, and kept in memory. Each row has its own keys, so a commit writes only changed rows.
 */
export class KeyValueRows implements StateRows {
  readonly epoch = 0
  readonly #storage: KeyValueStorage
  readonly #rows = new Map<number, RowData>()
  #batch: Map<number, RowData | undefined> | undefined
  /** The size of all rows, including the open batch. */
  #size = 0
  #open: Promise<void> | undefined

  constructor(storage: KeyValueStorage) {
    this.#storage = storage
  }

  get keys(): number {
    return [...this.#rows.values()].reduce((count, data) => count + countParts(data), 0)
  }

  open(): Promise<void> {
    this.#open ??= this.#load().catch((error: unknown) => {
      this.forget()
      throw error
    })
    return this.#open
  }

  forget(): void {
    this.#rows.clear()
    this.#size = 0
    this.#open = undefined
  }

  clear(): void {
    this.forget()
    this.#open = Promise.resolve()
  }

  together(write: () => void): void {
    if (this.#batch) {
      write()
      return
    }
    const batch = new Map<number, RowData | undefined>()
    const size = this.#size
    this.#batch = batch
    try {
      write()
      this.#store(batch)
    } catch (error) {
      this.#size = size
      throw error
    } finally {
      this.#batch = undefined
    }
  }

  read(id: number): RowData | null {
    return this.#rows.get(id) ?? null
  }

  range(from: number, to: number): Iterable<Row> {
    return [...this.#rows]
      .filter(([id]) => id >= from && id <= to)
      .sort(([a], [b]) => a - b)
      .map(([id, data]) => ({ id, data }))
  }

  last(from: number, to: number): Row | null {
    let last: Row | null = null
    for (const [id, data] of this.#rows) {
      if (id >= from && id <= to && (last === null || id > last.id)) last = { id, data }
    }
    return last
  }

  write(id: number, data: RowData): void {
    this.together(() => {
      this.#put(id, data)
      // Not at the end of the batch, when memory already counts as stored.
      if (this.#size > legacyStateCharacters) refuseSize()
    })
  }

  remove(id: number): void {
    this.together(() => this.#put(id, undefined))
  }

  touch(): void {
    void this.#storage.delete(`${keyPrefix}none`)
  }

  async #load(): Promise<void> {
    const stored = await this.#storage.list<RowData>({ prefix: keyPrefix })
    const found = new Map<number, RowData[]>()
    for (const [key, data] of stored) {
      const { id, part } = rowOf(key)
      const parts = found.get(id) ?? []
      found.set(id, parts)
      parts[part] = data
    }
    for (const [id, parts] of found) {
      const missing = parts.findIndex((_, part) => !(part in parts))
      if (missing >= 0) throw damaged(id, `its key '${keyOf(id, missing)}' is missing`)
      const row = joinData(parts)
      this.#rows.set(id, row)
      this.#size += sizeOfData(row)
    }
  }

  #put(id: number, data: RowData | undefined): void {
    const before = this.#batch?.has(id) ? this.#batch.get(id) : this.#rows.get(id)
    this.#size += sizeOfData(data) - sizeOfData(before)
    this.#batch?.set(id, data)
  }

  #store(batch: ReadonlyMap<number, RowData | undefined>): void {
    const written: [string, RowData][] = []
    const removed: string[] = []
    for (const [id, data] of batch) {
      const parts = cut(data)
      for (const [part, text] of parts.entries()) written.push([keyOf(id, part), text])
      const before = countParts(this.#rows.get(id))
      for (let part = parts.length; part < before; part++) removed.push(keyOf(id, part))
    }
    // Writes in one turn of the event loop are stored together.
    for (const entries of chunk(written)) void this.#storage.put(Object.fromEntries(entries))
    for (const keys of chunk(removed)) void this.#storage.delete(keys)
    for (const [id, data] of batch) {
      if (data === undefined) this.#rows.delete(id)
      else this.#rows.set(id, data)
    }
  }
}

function refuseSize(): never {
  throw new DurableObjectLimitError(
    `The state would have more than ${legacyStateCharacters} characters, which is the limit of the legacy key-value backend (sqlite: false). Keep less in this.state, put large values into ctx.storage, or move to a new SQLite-backed class.`,
  )
}
