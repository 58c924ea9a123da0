import { DurableObjectStateError } from '../errors.ts'
import { type Bytes, bytesOf, createBytes } from './bytes.ts'
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
  /** The container number of its rows, 0 while it has none. */
  number = 0
  chunks = 0
  readonly #tree: Tree | undefined
  #content: LargeContent | undefined

  constructor(type: string, content?: LargeContent, tree?: Tree) {
    this.type = type
    this.#content = content
    this.#tree = tree
  }

  /** One that is stored and not read yet. */
  static stored(tree: Tree, type: string, number: number, chunks: number): Large {
    const large = new Large(type, undefined, tree)
    large.number = number
    large.chunks = chunks
    return large
  }

  /** Its rows are written, or gone. */
  place(number: number, chunks: number): void {
    this.number = number
    this.chunks = chunks
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

  toJSON(): unknown {
    return this.copy()
  }

  toString(): string {
    return String(this.copy())
  }

  ids(): number[] {
    return Array.from({ length: this.chunks }, (_, index) => this.number * SPAN + index)
  }

  /** The data of its rows. */
  cut(): (string | ArrayBuffer)[] {
    const content = this.get()
    const rows: (string | ArrayBuffer)[] = []
    if (typeof content === 'string') {
      for (let at = 0; at < content.length; at += CHARS) {
        rows.push(JSON.stringify(content.slice(at, at + CHARS)))
      }
    } else {
      for (let at = 0; at < content.byteLength; at += BYTES)
        rows.push(content.slice(at, at + BYTES))
    }
    return rows
  }

  #read(): LargeContent {
    const rows = this.ids().map((id) => {
      const data = this.#tree?.rows.read(id)
      try {
        if (this.type && data instanceof ArrayBuffer) return data
        if (!this.type && typeof data === 'string') return String(JSON.parse(data))
      } catch (cause) {
        throw new DurableObjectStateError(`Row ${id} of the state is damaged.`, { row: id, cause })
      }
      throw new DurableObjectStateError(`Row ${id} of the state is missing or damaged.`, {
        row: id,
      })
    })
    if (!this.type) return rows.join('')
    const parts = rows as ArrayBuffer[]
    const all = new Uint8Array(parts.reduce((size, part) => size + part.byteLength, 0))
    let at = 0
    for (const part of parts) {
      all.set(new Uint8Array(part), at)
      at += part.byteLength
    }
    return all.buffer
  }
}
