import type { Row, Unit } from './row.ts'
import type { Summary } from './statistics.ts'
import { type ContenderName, peerNames } from './workers.ts'

const order: ContenderName[] = [
  ...([
    'ours',
    'ours-ungrouped',
    'our-sockets',
    'raw-sql',
    'raw-kv',
    'whole-state',
    'bare',
  ] as const),
  ...peerNames,
]

/** The rows as a table for a terminal, followed by notes and failures. */
export function formatTable(rows: Row[]): string {
  const columns = order.filter((name) => rows.some((row) => row.values[name]))
  const head = ['workload', 'size', 'unit', ...columns, 'ratio', 'quartiles', 'mean', 'target', '']
  const lines = rows.map((row) => [
    ...[row.workload, row.size, row.unit],
    ...columns.map((name) => formatValue(row.values[name], row.unit)),
    ...formatRatio(row.ratio),
    ...formatTarget(row),
  ])
  return [...align([head, ...lines]), '', ...formatNotes(rows)].join('\n')
}

function formatValue(value: Summary | { fails: string } | undefined, unit: Unit): string {
  if (value === undefined) return ''
  return 'fails' in value ? 'fails' : formatNumber(value.median, unit)
}

function formatNumber(value: number, unit: Unit): string {
  if (unit === 'calls/s' || unit === 'bytes') return value.toFixed(0)
  if (unit === 'rows' || unit === 'KB' || value < 10) return value.toFixed(2)
  return value < 100 ? value.toFixed(1) : value.toFixed(0)
}

function formatRatio(ratio: Summary | undefined): string[] {
  if (!ratio) return ['', '', '']
  const { median, low, high, mean } = ratio
  const spread = ratio.count > 1 ? `${low.toFixed(2)}-${high.toFixed(2)}` : ''
  return [median.toFixed(2), spread, mean.toFixed(2)]
}

function formatTarget({ target, met, ratioTo }: Row): string[] {
  if (!target) return ['', '']
  const sign = target.is === 'at most' ? '<=' : '>='
  const of = ratioTo && ratioTo !== 'raw-sql' ? ` of ${ratioTo}` : ''
  return [`${sign} ${target.value}${of}`, met ? 'met' : 'NOT MET']
}

/** Lists each note and each failure once, with the rows it applies to. */
function formatNotes(rows: Row[]): string[] {
  const places = new Map<string, string[]>()
  for (const row of rows) {
    for (const text of notesOf(row)) {
      places.set(text, [...(places.get(text) ?? []), `${row.workload.trim()} ${row.size}`])
    }
  }
  return [...places].map(([text, [first, ...more]]) => {
    const others = more.length > 0 ? ` and ${more.length} more` : ''
    return `${first}${others}: ${text}`
  })
}

function notesOf({ values, note }: Row): string[] {
  const failures = Object.entries(values).flatMap(([name, value]) =>
    'fails' in value ? [`${name} fails: ${value.fails.slice(0, 160)}`] : [],
  )
  return note ? [note, ...failures] : failures
}

/** Aligns text to the left and numbers to the right. */
function align(lines: string[][]): string[] {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  return lines.map((line) =>
    line
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column < 3 || column >= line.length - 2 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd(),
  )
}
