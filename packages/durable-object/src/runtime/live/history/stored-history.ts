import type { Row } from '../../../state/index.ts'

/** What an instance of the object had committed. */
export type Position = readonly [epoch: string, number: number]

/** What one commit changed in what pages see. */
export interface Entry {
  /** Labels of the instance from this number on and below `number` are of the state before the commit. */
  readonly from: number
  readonly number: number
  /** In milliseconds since 1970. */
  readonly at: number
  /** Undefined where only a view says what has changed. */
  readonly operations: readonly KeptOperation[] | undefined
}

export interface KeptOperation {
  /** The key of the state that it concerns. */
  readonly key: string
  readonly text: string
}

export interface RowHead {
  /** Counts the rows of an object. */
  readonly sequence: number
  /** The instance that wrote it. */
  readonly epoch: string
  /** What was committed right before the first entry; null where nobody knows. */
  readonly before: Position | null
  /** Names the rules of the view that the operations are for. */
  readonly rules: string
}

/** What some commits changed, in their order. */
export interface HistoryRow extends RowHead {
  readonly id: number
  readonly entries: Entry[]
  /** In characters. */
  size: number
}

/** The version of the format. */
const version = 1

export function encodeEntry({ from, number, at, operations }: Entry): string {
  const told = operations?.map(({ key, text }) => `[${JSON.stringify(key)},${text}]`)
  return `[${from},${number},${at},${told ? `[${told}]` : null}]`
}

/** @param entries the texts of its entries. @param sum that of the state after the last one. */
export function encodeRow(head: RowHead, entries: string, sum: number): string {
  const { sequence, epoch, before, rules } = head
  return `${JSON.stringify([version, sequence, epoch, before, rules, sum]).slice(0, -1)},[${entries}]]`
}

/** Undefined for what is damaged or was written by newer code. */
export function decodeRow({ id, data }: Row): { row: HistoryRow; sum: number } | undefined {
  const text = String(data)
  try {
    const [format, sequence, epoch, before, rules, sum, entries] = JSON.parse(text)
    if (format !== version) return undefined
    const head = { sequence, epoch, before, rules }
    return { row: { id, ...head, entries: entries.map(decodeEntry), size: text.length }, sum }
  } catch {
    return undefined
  }
}

type RawEntry = [from: number, number: number, at: number, told: [string, unknown][] | null]

function decodeEntry([from, number, at, told]: RawEntry): Entry {
  const operations = told?.map(([key, operation]) => ({ key, text: JSON.stringify(operation) }))
  return { from, number, at, operations }
}
