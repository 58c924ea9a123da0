import { toBase64 } from '../format/bytes.ts'
import { writeHeader } from '../format/data-version.ts'
import { hasTags } from '../format/decode.ts'
import { encode, encodeEntry, tagged, type Writer } from '../format/encode.ts'
import type { Kind } from '../format/kinds.ts'
import { Large } from '../format/large.ts'
import { HEADER, HIGHEST_NUMBER, type RowData } from '../format/rows.ts'
import type { Tree } from '../tree/tree.ts'
import { Container } from './container.ts'
import { paginate } from './paginate.ts'

export interface CommitInfo {
  /** Rows written, removed ones included. */
  rows: number
  /** Characters of text and bytes written. */
  bytes: number
}

/**
 * Writes what changed. Memory is updated only when all rows are written, so that there is nothing
 * to repair after a failure in the middle.
 */
export function commit(tree: Tree): CommitInfo {
  try {
    const plan = new Plan(tree)
    const info = plan.write()
    for (const step of plan.after) step()
    tree.numbers.confirm()
    tree.epoch++
    tree.settle()
    return info
  } catch (error) {
    tree.numbers.cancel()
    throw error
  }
}

/** The rows of one commit, and the updates of memory that follow once they are written. */
export class Plan implements Writer {
  readonly after: (() => void)[] = []
  readonly tree: Tree
  readonly #writes = new Map<number, RowData>()
  readonly #removes = new Set<number>()

  constructor(tree: Tree) {
    this.tree = tree
    const dropped = new Set(tree.undoLog.dropped)
    for (const stored of tree.shared?.regained ?? []) dropped.delete(stored)
    for (const container of tree.touched) if (!dropped.has(container)) this.#plan(container)
    for (const stored of dropped) this.#drop(stored)
  }

  row(id: number, data: string): void {
    this.#writes.set(id, data)
  }

  remove(id: number): void {
    this.#writes.delete(id)
    this.#removes.add(id)
  }

  write(): CommitInfo {
    const { rows } = this.tree
    const count = this.#removes.size + this.#writes.size
    // A single row is atomic by itself.
    if (count === 1) this.#apply()
    else rows.together(() => this.#apply())
    let bytes = 0
    for (const data of this.#writes.values()) {
      bytes += typeof data === 'string' ? data.length : data.byteLength
    }
    return { rows: count, bytes }
  }

  #apply(): void {
    const { rows } = this.tree
    for (const id of this.#removes) rows.remove(id)
    for (const [id, data] of this.#writes) rows.write(id, data)
  }

  reference(raw: object): string | undefined {
    const container = this.tree.containers.get(raw)
    return container && refer(container)
  }

  spill(raw: object, kind: Kind, entries: string[]): string {
    const container = Container.create(this.tree, raw, kind, entries.some(hasTags))
    paginate(this, container, (slot) => entries[slot] as string)
    this.after.push(() => this.tree.containers.set(raw, container))
    return refer(container)
  }

  large(large: Large): string {
    if (large.number) return referToLarge(large, large.number)
    const content = large.get()
    if (typeof content !== 'string' && content.byteLength < this.tree.inline / 2) {
      return tagged('b', `"${large.type}"`, JSON.stringify(toBase64(content)))
    }
    const number = this.tree.numbers.allocate()
    for (const [at, id] of large.ids(number).entries()) this.#writes.set(id, large.cut(at))
    this.after.push(() => {
      large.number = number
    })
    return referToLarge(large, number)
  }

  #plan(container: Container): void {
    if (container.raw !== this.tree.root) {
      const { raw } = container
      const isPlain = !container.needsTags
      paginate(this, container, (slot) => {
        const text = encodeEntry(raw, container.keyAt(slot), this, isPlain)
        // A part that was too long for its row became a reference, which is a tag.
        if (isPlain && hasTags(text)) container.foundTags()
        return text
      })
      return
    }
    this.row(HEADER, writeHeader(this.tree.dataVersion, encode(this.tree.root[0], this)))
  }

  #drop(stored: Container | Large): void {
    const { number } = stored
    // Above the range, older code could give two parts the same number: those rows stay.
    const isUnique = number <= HIGHEST_NUMBER
    if (isUnique)
      for (const id of stored instanceof Large ? stored.ids() : stored.pages.ids()) this.remove(id)
    this.after.push(() => {
      if (isUnique) this.tree.numbers.release(number)
      if (stored instanceof Large) stored.leaveRows()
      else this.tree.containers.delete(stored.raw)
    })
  }
}

function refer({ kind, number }: Container): string {
  return tagged('c', `"${kind}"`, String(number))
}

function referToLarge({ type, size }: Large, number: number): string {
  return tagged('L', `"${type}"`, String(number), String(size))
}
