import { Container, type Kind } from './container.ts'
import { encode, encodeEntry, tagged, type Writer } from './encode.ts'
import { Large } from './large.ts'
import { paginate, repaginate } from './paginate.ts'
import { HEADER, type RowData, SPAN, VERSION } from './rows.ts'
import type { Tree } from './tree.ts'

export interface CommitInfo {
  /** Rows written, removed ones included. */
  rows: number
  /** Characters of text and bytes written. */
  bytes: number
}

/**
 * Writes what changed. Rows come first and memory follows when all are written, so that a failure
 * in the middle leaves nothing to put right.
 */
export function commit(tree: Tree): CommitInfo {
  const plan = new Plan(tree)
  const info = plan.write()
  for (const step of plan.after) step()
  tree.epoch++
  tree.settle()
  return info
}

/** The rows of one commit, and what memory has to note once they are written. */
export class Plan implements Writer {
  readonly inline: number
  readonly after: (() => void)[] = []
  readonly tree: Tree
  readonly #writes = new Map<number, RowData>()
  readonly #removes = new Set<number>()
  readonly #spilled = new Map<object, string>()

  constructor(tree: Tree) {
    this.tree = tree
    this.inline = tree.inline
    const dropped = new Set(tree.journal.flatMap((change) => change.dropped))
    for (const container of tree.touched) if (!dropped.has(container)) this.#plan(container)
    for (const stored of dropped) this.#drop(stored)
  }

  row(id: number, data: string): void {
    this.#writes.set(id, data)
  }

  remove(id: number): void {
    this.#removes.add(id)
  }

  write(): CommitInfo {
    const { rows } = this.tree
    let bytes = 0
    for (const id of this.#removes) rows.remove(id)
    for (const [id, data] of this.#writes) {
      rows.write(id, data)
      bytes += typeof data === 'string' ? data.length : data.byteLength
    }
    return { rows: this.#removes.size + this.#writes.size, bytes }
  }

  reference(raw: object): string | undefined {
    const known = this.#spilled.get(raw)
    if (known) return known
    const container = this.tree.containers.get(raw)
    return container && refer(container)
  }

  spill(raw: object, kind: Kind, entries: string[]): string {
    const container = new Container(this.tree, raw, kind, this.tree.nextNumber())
    paginate(this, container, entries)
    this.#spilled.set(raw, refer(container))
    this.after.push(() => this.tree.containers.set(raw, container))
    return refer(container)
  }

  large(large: Large): string {
    const content = large.get()
    if (!large.number && typeof content !== 'string' && content.byteLength < this.inline / 2) {
      return tagged('b', `"${large.type}"`, JSON.stringify(base64(content)))
    }
    let { number, chunks } = large
    if (!number) {
      number = this.tree.nextNumber()
      const rows = large.cut()
      chunks = rows.length
      rows.forEach((data, index) => this.#writes.set(number * SPAN + index, data))
      this.after.push(() => large.place(number, chunks))
    }
    return tagged('L', `"${large.type}"`, String(number), String(chunks))
  }

  #plan(container: Container): void {
    if (container.raw !== this.tree.root) {
      const entry = (key: unknown): string => encodeEntry(container.raw, key, this)
      repaginate(this, container, entry)
      return
    }
    this.row(HEADER, `[${VERSION},${encode(this.tree.root[0], this)}]`)
  }

  #drop(stored: Container | Large): void {
    for (const id of stored.ids()) this.remove(id)
    this.after.push(() => {
      this.tree.release(stored.number)
      if (stored instanceof Large) stored.place(0, 0)
      else this.tree.containers.delete(stored.raw)
    })
  }
}

function refer({ kind, number }: Container): string {
  return tagged('c', `"${kind}"`, String(number))
}

function base64(content: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(content)))
}
