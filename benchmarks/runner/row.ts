import { type Summary, summarize, summarizeRatio } from './statistics.ts'
import type { ContenderName } from './workers.ts'

export type Unit = 'us' | 'ms' | 'rows' | 'KB' | 'calls/s' | 'times' | 'bytes'

/** The measurements of one contender, or why there are none. */
export type Result = number[] | { fails: string }

export interface Target {
  is: 'at most' | 'at least'
  value: number
}

/** One line of the table. */
export interface Row {
  workload: string
  size: string
  unit: Unit
  values: Partial<Record<ContenderName, Summary | { fails: string }>>
  /** Ours divided by the other contender's, or by our own at the smallest size. */
  ratio?: Summary
  ratioTo?: string
  target?: Target
  met?: boolean
  note?: string
}

export interface RowInput {
  workload: string
  size: string
  unit: Unit
  results: Partial<Record<ContenderName, Result>>
  /** Default `raw-sql`. Null for a target on our own absolute number. */
  compareTo?: ContenderName | null
  target?: Target
  note?: string
}

export function atMost(value: number): Target {
  return { is: 'at most', value }
}

export function atLeast(value: number): Target {
  return { is: 'at least', value }
}

export function createRow(input: RowInput): Row {
  const { workload, size, unit, results, target, note } = input
  const compareTo = input.compareTo === undefined ? 'raw-sql' : input.compareTo
  const ours = results.ours
  const other = compareTo ? results[compareTo] : undefined
  const ratio = numbersOf(ours) && numbersOf(other) && summarizeRatio(ours, other)
  const values = Object.fromEntries(
    Object.entries(results).map(([name, result]) => [name, describe(result)]),
  )
  const row: Row = { workload, size, unit, values, target, note }
  if (ratio) Object.assign(row, { ratio, ratioTo: compareTo })
  return judge(row)
}

/** Checks the target against the ratio, or against our own number where nothing is compared. */
export function judge(row: Row): Row {
  if (!row.target) return row
  const ours = row.values.ours
  const own = ours && 'median' in ours ? ours.median : undefined
  const value = row.ratio?.median ?? (row.ratioTo === undefined ? own : undefined)
  return { ...row, met: value !== undefined && isMet(value, row.target) }
}

function isMet(value: number, { is, value: limit }: Target): boolean {
  return is === 'at most' ? value <= limit : value >= limit
}

function numbersOf(result: Result | undefined): result is number[] {
  return Array.isArray(result) && result.length > 0
}

function describe(result: Result): Summary | { fails: string } {
  return Array.isArray(result) ? summarize(result) : result
}
