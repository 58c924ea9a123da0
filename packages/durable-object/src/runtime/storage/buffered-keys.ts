import { bufferedWithin, mergeLists, storedLimit, toListed } from './buffered-list.ts'
import { compareKeys } from './key-order.ts'
import { entrySize } from './storage-limits.ts'
import type { StoredKeys } from './stored-keys.ts'
import type { WriteBuffer } from './write-buffer.ts'

type Buffer = WriteBuffer | undefined
/** A promise only on the legacy backend, which reads asynchronously. */
type MaybePromise<T> = T | Promise<T>

/** The object's keys as a handler sees them: its own writes on top of the stored keys. */
export class BufferedKeys {
  readonly #stored: StoredKeys
  readonly #isLegacy: boolean

  constructor(stored: StoredKeys, isLegacy: boolean) {
    this.#stored = stored
    this.#isLegacy = isLegacy
  }

  get(key: string, buffer: Buffer): unknown {
    return buffer?.has(key) ? buffer.get(key) : this.#stored.get(key)
  }

  /** Sorted by key; missing keys are left out. */
  getMany(keys: readonly string[], buffer: Buffer): MaybePromise<Map<string, unknown>> {
    const buffered = buffer ? keys.filter((key) => buffer.has(key)) : []
    const bufferedEntries = buffered.map((key): [string, unknown] => [key, buffer?.get(key)])
    const rest = buffer ? keys.filter((key) => !buffer.has(key)) : keys
    return after(this.#stored.getMany(rest), (stored) => {
      const found = [...stored, ...bufferedEntries].filter(([, value]) => value !== undefined)
      return new Map(found.sort(([a], [b]) => compareKeys(a, b)))
    })
  }

  list(options: DurableObjectListOptions, buffer: Buffer): MaybePromise<Map<string, unknown>> {
    const asked = buffer ? toListed(options) : options
    const buffered = bufferedWithin(buffer, asked)
    const { limit } = asked
    const wider =
      limit && buffered.size > 0 ? { ...options, limit: storedLimit(buffered, limit) } : options
    return after(this.#stored.list(wider), (stored) => mergeLists(stored, buffered, asked))
  }

  /** All entries, or none where one is refused. An undefined value is left out. */
  put(entries: Iterable<[string, unknown]>, buffer: WriteBuffer): void {
    const mark = buffer.mark()
    try {
      for (const [key, value] of entries) {
        if (value === undefined) continue
        buffer.put(key, value, entrySize(key, value, this.#isLegacy))
      }
    } catch (error) {
      buffer.undo(mark)
      throw error
    }
  }

  /** Whether the key existed. */
  delete(key: string, buffer: WriteBuffer): MaybePromise<boolean> {
    if (buffer.has(key)) {
      const existed = !buffer.isDeleted(key)
      buffer.delete(key)
      return existed
    }
    const stored = this.#stored.get(key)
    if (stored === undefined) return false
    buffer.delete(key)
    return after(stored, (value) => value !== undefined)
  }

  /** How many of the keys existed. */
  deleteMany(keys: readonly string[], buffer: WriteBuffer): MaybePromise<number> {
    const results = [...new Set(keys)].map((key) => this.delete(key, buffer))
    if (!this.#isLegacy) return results.filter(Boolean).length
    return Promise.all(results).then((found) => found.filter(Boolean).length)
  }
}

function after<T, U>(value: T | Promise<T>, then: (value: T) => U): U | Promise<U> {
  return value instanceof Promise ? value.then(then) : then(value)
}
