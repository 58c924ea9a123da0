import { DurableObjectLimitError } from '../../errors.ts'
import { commitBytes } from '../../limits.ts'

/** The buffer of what a turn writes, which is made by its first write. */
export function writesOf(turn: { writes: WriteBuffer | undefined }): WriteBuffer {
  turn.writes ??= new WriteBuffer()
  return turn.writes
}

/** Calls `inverse` where the turn is undone before it has committed. Not a method of turns: it would bring the buffer into each Worker. */
export function onUndo(
  turn: { readonly canUndo: boolean; writes: WriteBuffer | undefined },
  inverse: () => void,
): void {
  if (turn.canUndo) writesOf(turn).addInverse(inverse)
}

/** Where a commit writes the buffered changes to. */
export interface WriteTarget {
  put(key: string, value: unknown): void
  delete(key: string): void
  /** Null deletes the alarm. */
  setAlarm(time: number | null): void
}

/** What a feature keeps in the buffer, beside keys and the alarm. */
export interface BufferedChanges {
  readonly isEmpty: boolean
  /** Whether it does more than delete. */
  readonly addsSomething: boolean
  flush(): void
}

interface Entry {
  /** Undefined where the key is deleted. */
  value: unknown
  size: number
}

/** The keys and the alarm that a handler has written, until its commit stores or its undo drops them. */
export class WriteBuffer {
  readonly #entries = new Map<string, Entry>()
  readonly #inverses: (() => void)[] = []
  /** Of jobs, schedules and expiry. */
  extra: BufferedChanges | undefined
  #alarm: number | null | undefined
  #size = 0

  /** Milliseconds since 1970 where it was set, null where it was deleted; otherwise undefined. */
  get alarm(): number | null | undefined {
    return this.#alarm
  }

  setAlarm(time: number | null): void {
    const before = this.#alarm
    this.#inverses.push(() => {
      this.#alarm = before
    })
    this.#alarm = time
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0 && this.#alarm === undefined && this.extra?.isEmpty !== false
  }

  /** Whether it does more than delete. */
  get addsSomething(): boolean {
    if (typeof this.#alarm === 'number' || this.extra?.addsSomething) return true
    for (const { value } of this.#entries.values()) if (value !== undefined) return true
    return false
  }

  get keys(): IterableIterator<string> {
    return this.#entries.keys()
  }

  has(key: string): boolean {
    return this.#entries.has(key)
  }

  /** A copy, which the caller may change; undefined where the key is deleted. */
  get(key: string): unknown {
    return copyOf(this.#entries.get(key)?.value)
  }

  isDeleted(key: string): boolean {
    return this.#entries.get(key)?.value === undefined
  }

  /**
   * @throws DataCloneError for a value that cannot be stored.
   * @throws DurableObjectLimitError where all buffered values together are too much for one commit.
   */
  put(key: string, value: unknown, size: number): void {
    this.#write(key, { value: copyOf(value), size: size + key.length })
  }

  delete(key: string): void {
    this.#write(key, { value: undefined, size: key.length })
  }

  /** Calls `inverse` where the buffer is undone to a position before this. */
  addInverse(inverse: () => void): void {
    this.#inverses.push(inverse)
  }

  /** A position to undo to. */
  mark(): number {
    return this.#inverses.length
  }

  undo(mark: number): void {
    while (this.#inverses.length > mark) this.#inverses.pop()?.()
  }

  flush(target: WriteTarget): void {
    for (const [key, { value }] of this.#entries) {
      if (value === undefined) target.delete(key)
      else target.put(key, value)
    }
    if (this.#alarm !== undefined) target.setAlarm(this.#alarm)
    this.extra?.flush()
  }

  #write(key: string, entry: Entry): void {
    const before = this.#entries.get(key)
    const size = this.#size + entry.size - (before?.size ?? 0)
    if (size > commitBytes) refuseSize(key)
    this.#inverses.push(() => {
      this.#size += (before?.size ?? 0) - entry.size
      if (before) this.#entries.set(key, before)
      else this.#entries.delete(key)
    })
    this.#size = size
    this.#entries.set(key, entry)
  }
}

function copyOf(value: unknown): unknown {
  return typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol'
    ? structuredClone(value)
    : value
}

function refuseSize(key: string): never {
  throw new DurableObjectLimitError(
    `With '${key}', a handler has put more than ${commitBytes} bytes into ctx.storage since its last commit, which is the limit for one commit. Write them in several calls, or commit in between with await ctx.storage.sync().`,
  )
}
