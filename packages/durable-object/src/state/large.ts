import { type Bytes, bytesOf, createBytes } from './bytes.ts'
import { damaged, isDamage } from './damage.ts'
import { INSPECT, type Inspect, isTooDeep, type Options, printName } from './inspection.ts'
import { SPAN } from './rows.ts'
import type { Tree } from './tree.ts'

// A value of SQLite may have 2 MB in production; a UTF-16 unit becomes at most 6 bytes of JSON.
const CHARS = 300_000
const BYTES = 1_000_000

export type LargeContent = string | ArrayBuffer

/** A long string or bytes: never changed, in rows of its own when long, read when first used. */
export class Large {
  /** '' for a string, or the name of the type of bytes. */
  readonly type: string
  readonly size: number
  /** The container number of its rows, 0 while it has none. */
  number = 0
  readonly #tree: Tree | undefined
  #content: LargeContent | undefined
  /** Damaged, and then removed: others may have its number now. */
  #isLost = false

  constructor(
    type: string,
    content: LargeContent | undefined,
    size: number = sizeOf(content),
    tree?: Tree,
  ) {
    this.type = type
    this.size = size
    this.#content = content
    this.#tree = tree
  }

  /** Whether it is this string. */
  is(value: string): boolean {
    return (
      this.type === '' && this.size === value.length && this.tryToRead() && this.#content === value
    )
  }

  /** False where its rows are damaged. */
  tryToRead(): boolean {
    try {
      this.get()
      return true
    } catch (error) {
      if (isDamage(error)) return false
      throw error
    }
  }

  /** Its rows are removed. */
  leaveRows(): void {
    if (this.#content === undefined) this.#isLost = true
    else this.number = 0
  }

  get(): LargeContent {
    this.#content ??= this.#read()
    return this.#content
  }

  /** What a handler gets: bytes are copied, since changes inside them cannot be seen. */
  copy(): string | Bytes {
    const content = this.get()
    return typeof content === 'string' ? content : createBytes(this.type, bytesOf(content))
  }

  /** Whether a copy still has the same bytes. */
  isSame(copy: Bytes): boolean {
    const own = new Uint8Array(this.get() as ArrayBuffer)
    const bytes = new Uint8Array(bytesOf(copy))
    return own.length === bytes.length && own.every((byte, at) => byte === bytes[at])
  }

  toJSON(): unknown {
    return this.copy()
  }

  toString(): string {
    return String(this.copy())
  }

  ids(number: number = this.number): number[] {
    return Array.from({ length: Math.ceil(this.size / this.#unit) }, (_, at) => number * SPAN + at)
  }

  /** The data of the row at this position. */
  cut(at: number): string | ArrayBuffer {
    const part = this.get().slice(at * this.#unit, (at + 1) * this.#unit)
    return typeof part === 'string' ? JSON.stringify(part) : part
  }

  get #unit(): number {
    return this.type ? BYTES : CHARS
  }

  #read(): LargeContent {
    const parts = this.ids().map((id) => {
      const data = this.#isLost ? null : this.#tree?.rows.read(id)
      try {
        if (this.type && data instanceof ArrayBuffer) return data
        const text: unknown = JSON.parse(data as string)
        if (!this.type && typeof text === 'string') return text
      } catch {}
      throw damaged(id, 'a part of a large value is missing or damaged')
    })
    const content = this.type ? join(parts as ArrayBuffer[]) : parts.join('')
    if (sizeOf(content) !== this.size)
      throw damaged(this.number * SPAN, 'a large value has another length')
    return content
  }
}

/** Prints it as a handler sees it. */
function print(this: Large, depth: number | null, options: Options, inspect: Inspect): string {
  if (this.type && isTooDeep(depth)) return printName(this.type, options)
  try {
    return inspect(this.copy(), options)
  } catch (error) {
    return `[${String(error)}]`
  }
}

Object.defineProperty(Large.prototype, INSPECT, { value: print })

function sizeOf(content: LargeContent | undefined): number {
  return typeof content === 'string' ? content.length : (content?.byteLength ?? 0)
}

function join(parts: ArrayBuffer[]): ArrayBuffer {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    all.set(new Uint8Array(part), at)
    at += part.byteLength
  }
  return all.buffer
}
