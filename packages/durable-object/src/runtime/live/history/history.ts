import { historyChange, historyCharacters, liveOperations } from '../../../limits.ts'
import type { Operation, RowData, Rows } from '../../../state/index.ts'
import type { Changes } from '../changes.ts'
import type { Label } from '../read-message.ts'
import type { Audience } from '../view-rules.ts'
import { connected, endOf, entriesAfter } from './chain.ts'
import { StateSum, type StateSumOptions } from './state-sum.ts'
import {
  decodeRow,
  type Entry,
  encodeEntry,
  encodeRow,
  type HistoryRow,
  type Position,
} from './stored-history.ts'

export interface HistoryOptions extends StateSumOptions {
  rows: Pick<Rows, 'read' | 'range' | 'write' | 'remove'>
  changes: Changes
  /** Names the instance. */
  epoch: string
  /** Names the rules of the view: for other rules, operations say nothing. */
  rules: string
  /** In milliseconds. */
  keptFor: number
  now(): number
}

/** The numbers of its rows: below those of jobs and the like, far above those of calls by `once`. */
const lowest = -(2 ** 40)
const highest = lowest + 2 ** 20
/** Nothing is added to a row of so many characters. */
const longEnough = 4_096

/** What is in memory of the rows. */
interface Kept {
  /** Those that go on from each other, up to now. */
  rows: HistoryRow[]
  /** Those that tell nothing any more. */
  useless: HistoryRow[]
  /** What the next row counts from. */
  sequence: number
  /** The number that the next row has if it does not take the place of a useless one. */
  nextId: number
}

/**
 * What commits changed in what pages see, kept with the state for a time. Each commit writes one row for it.
 *
 * The rows are a chain. Each says what came before it, so that the label that any instance gave a page is found where that
 * instance was then. Whether the state is the one at the end of the chain is not taken for granted, since older code, or code
 * without `live.history`, may have written it meanwhile: the rows of the state have a sum, which each commit stores, and which is
 * compared with the rows themselves before the first page is told anything.
 */
export class History {
  readonly #options: HistoryOptions
  readonly #sum: StateSum
  /** What the commit that is being written changes; undefined where nobody knows. */
  #told: readonly Operation[] | undefined
  /** Undefined until it is read. */
  #kept: Kept | undefined
  /** The row that this instance adds to, and the text of its entries. */
  #open: { row: HistoryRow; text: string } | undefined
  /** Whether the state is the one at the end of the chain. */
  #isChecked = false
  /** Labels of this instance below it are not followed. */
  #floor = 0
  /** Since `takeWritten`. */
  #written = 0

  constructor(options: HistoryOptions) {
    this.#options = options
    this.#sum = new StateSum(options)
  }

  /** A commit is about to write what these operations tell; undefined where only a view does. */
  prepare(operations: readonly Operation[] | undefined): void {
    this.#told = operations
  }

  /** What is in memory may not be what is stored. */
  forget(): void {
    this.#told = undefined
    this.#kept = undefined
    this.#open = undefined
    this.#isChecked = false
    this.#written = 0
  }

  /** How many rows were written since the last call. */
  takeWritten(): number {
    const written = this.#written
    this.#written = 0
    return written
  }

  /** A row of the state is about to be written; null for one that is removed. */
  note(id: number, data: RowData | null): void {
    this.#load()
    this.#sum.note(id, data)
  }

  /** The last part of a commit. */
  add(): void {
    const { changes, epoch, rows } = this.#options
    const kept = this.#load()
    const operations = isShort(this.#told) ? this.#told : undefined
    this.#told = undefined
    const end = endOf(kept.rows)
    const from = end?.[0] === epoch ? end[1] : Math.max(this.#floor, changes.start)
    const open = this.#openRow(kept, end)
    const entry = { from, number: changes.count(), at: this.#options.now(), operations }
    open.row.entries.push(entry)
    open.text += `${open.text && ','}${encodeEntry(entry)}`
    open.row.size = open.text.length
    rows.write(open.row.id, encodeRow(open.row, open.text, this.#sum.value))
    this.#written += 1
    if (!operations) kept.useless.push(...kept.rows.splice(0, kept.rows.length - 1))
  }

  /** What an audience has to be told after a label, as the text of a list; undefined where that is not kept. */
  since(label: Label, audience: Audience): string | undefined {
    const entries = this.#after(label)
    if (!entries || this.#isOver(entries[0])) return undefined
    const texts: string[] = []
    for (const { operations } of entries) {
      if (!operations) return undefined
      for (const { key, text } of operations) if (audience.keys.has(key)) texts.push(text)
    }
    return texts.length > liveOperations ? undefined : `[${texts}]`
  }

  /** What labels of this instance say besides, as long as it has committed nothing: where the one before was. */
  origin(revision: number): string {
    const end = endOf(this.#load().rows)
    return !end || end[0] === this.#options.epoch ? '' : `@${end.join('.')}.${revision}`
  }

  #after([epoch, revision, audience]: Label): Entry[] | undefined {
    const rows = this.#check()
    const [origin, number, of] = audience.split('@')[1]?.split('.') ?? []
    const known = entriesAfter(rows, [epoch, revision])
    if (known || origin === undefined || Number(of) !== revision) return known
    return entriesAfter(rows, [origin, Number(number)])
  }

  #load(): Kept {
    this.#kept ??= this.#read()
    return this.#kept
  }

  #read(): Kept {
    const { rows, rules } = this.#options
    const stored = [...rows.range(lowest, highest)]
    const decoded = stored.flatMap((row) => decodeRow(row) ?? [])
    decoded.sort((a, b) => a.row.sequence - b.row.sequence)
    this.#sum.start(decoded.at(-1)?.sum)
    const all = decoded.map(({ row }) => row)
    const chain = connected(all, rules)
    return {
      rows: chain,
      useless: all.slice(0, all.length - chain.length),
      sequence: all.at(-1)?.sequence ?? 0,
      nextId: Math.max(lowest, ...stored.map(({ id }) => id + 1)),
    }
  }

  /** The rows, once it is known that they tell what became of the state. */
  #check(): readonly HistoryRow[] {
    const kept = this.#load()
    if (!this.#isChecked && kept.sequence > 0 && !this.#sum.check()) {
      kept.useless.push(...kept.rows.splice(0))
      this.#open = undefined
      this.#floor = this.#options.changes.number
    }
    this.#isChecked = true
    return kept.rows
  }

  #openRow(kept: Kept, end: Position | undefined): { row: HistoryRow; text: string } {
    if (this.#open && this.#open.text.length < longEnough) return this.#open
    const { epoch, rules } = this.#options
    this.#removeOld(kept)
    const [place, ...rest] = kept.useless.splice(0)
    for (const { id } of rest) this.#options.rows.remove(id)
    this.#written += rest.length
    const id = place?.id ?? kept.nextId++
    kept.sequence += 1
    const head = { sequence: kept.sequence, epoch, before: end ?? null, rules }
    const row = { id, ...head, entries: [], size: 0 }
    kept.rows.push(row)
    this.#open = { row, text: '' }
    return this.#open
  }

  #removeOld({ rows, useless }: Kept): void {
    let total = rows.reduce((sum, { size }) => sum + size, 0)
    while (rows[0] && (total > historyCharacters || this.#isOver(rows[0].entries.at(-1)))) {
      total -= rows[0].size
      useless.push(rows[0])
      rows.shift()
    }
  }

  #isOver(entry: Entry | undefined): boolean {
    return entry !== undefined && entry.at + this.#options.keptFor < this.#options.now()
  }
}

function isShort(operations: readonly Operation[] | undefined): boolean {
  const length = operations?.reduce((sum, { text }) => sum + text.length, 0) ?? 0
  return length <= historyChange
}
