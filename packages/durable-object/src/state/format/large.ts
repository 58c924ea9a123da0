import { INSPECT, type Inspect, isTooDeep, type Options, printName } from '../tree/inspection.ts'
import type { Tree } from '../tree/tree.ts'
import { type Bytes, bytesOf, createBytes } from './bytes.ts'
import { damaged, isUndamaged } from './damage.ts'
import { joinData, sizeOfData } from './row-data.ts'
import { type RowData, SPAN } from './rows.ts'

// In production a value in SQLite may have 2 MB; a UTF-16 unit becomes at most 6 bytes of JSON.
const CHARS = 300_000
const BYTES = 1_000_000

export type LargeContent = RowData

/** A long string, or bytes. Has rows of its own if it is too long for its parent's row. */
export class Large {
  /** '' for a string, otherwise the name of the type: Uint8Array. */
  readonly type: string
  size: number
  /** The number of its rows, 0 while it has none. */
  number = 0
  readonly #tree: Tree | undefined
  #content: LargeContent | undefined
  /** Its rows were damaged and are removed, so that others may have its number now. */
  #isLost = false

  constructor(
    type: string,
    content: LargeContent | undefined,
    size: number = sizeOfData(content),
    tree?: Tree,
  ) {
    this.type = type
    this.size = size
    this.#content = content
    this.#tree = tree
  }

  /** Whether its content is this string. */
  is(value: string): boolean {
    return (
      this.type === '' && this.size === value.length && this.tryToRead() && this.#content === value
    )
  }

  /** Whether both are texts, and the same. */
  hasText(other: Large): boolean {
    return other.type === '' && other.size === this.size && this.is(other.get() as string)
  }

  /** False where its rows are damaged. */
  tryToRead(): boolean {
    return isUndamaged(() => this.get())
  }

  /** Its rows were removed. */
  leaveRows(): void {
    if (this.#content === undefined) this.#isLost = true
    else this.number = 0
  }

  get(): LargeContent {
    this.#content ??= this.#read()
    return this.#content
  }

  /** What a handler gets. Bytes are copied, since changes in them cannot be observed. */
  copy(): string | Bytes {
    const content = this.get()
    return typeof content === 'string' ? content : createBytes(this.type, bytesOf(content))
  }

  /** Replaces the bytes; `number` is that of their rows, 0 for none. */
  set(content: LargeContent, number: number): void {
    this.#content = content
    this.size = sizeOfData(content)
    this.number = number
  }

  /** Whether a copy still has the same bytes. */
  isSame(copy: Bytes): boolean {
    const content = this.get() as ArrayBuffer
    if (content.byteLength !== copy.byteLength) return false
    const [buffer, offset] = ArrayBuffer.isView(copy) ? [copy.buffer, copy.byteOffset] : [copy, 0]
    const isEven = offset % 4 === 0
    const whole = isEven ? content.byteLength >> 2 : 0
    const [words, others] = [content, buffer].map((each, at) => {
      return new Uint32Array(each as ArrayBuffer, at * offset * (isEven ? 1 : 0), whole)
    }) as [Uint32Array, Uint32Array]
    for (let at = 0; at < whole; at++) if (words[at] !== others[at]) return false
    const [bytes, rest] = [
      new Uint8Array(content),
      new Uint8Array(buffer, offset, content.byteLength),
    ]
    for (let at = whole * 4; at < bytes.length; at++) if (bytes[at] !== rest[at]) return false
    return true
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
    const content = joinData(parts)
    if (sizeOfData(content) !== this.size)
      throw damaged(this.number * SPAN, 'a large value has the wrong length')
    return content
  }
}

/** Makes `console.log` print the content. */
function print(this: Large, depth: number | null, options: Options, inspect: Inspect): string {
  if (this.type && isTooDeep(depth)) return printName(this.type, options)
  try {
    return inspect(this.copy(), options)
  } catch (error) {
    return `[${String(error)}]`
  }
}

Object.defineProperty(Large.prototype, INSPECT, { value: print })
