/** Both count from zero. */
export interface Position {
  line: number
  column: number
}

export interface Mapping {
  generated: Position
  /** Undefined for what comes from no source, until the next mapping. */
  original: Position | undefined
  /** Which of the map's sources. Default: the first. */
  source?: number
}

/** The `mappings` of a source map (ECMA-426). */
export function encodeMappings(mappings: readonly Mapping[]): string {
  const ordered = [...mappings].sort((a, b) => compare(a.generated, b.generated))
  const lines: string[] = []
  let column = 0
  let original: Position = { line: 0, column: 0 }
  let source = 0
  for (const mapping of ordered) {
    const { generated } = mapping
    const isFirst = lines[generated.line] === undefined
    const step = generated.column - (isFirst ? 0 : column)
    const { original: to, source: of = 0 } = mapping
    const from = to ? [of - source, to.line - original.line, to.column - original.column] : []
    const segment = [step, ...from].map(encodeNumber).join('')
    lines[generated.line] = isFirst ? segment : `${lines[generated.line]},${segment}`
    column = generated.column
    if (!to) continue
    original = to
    source = of
  }
  return Array.from(lines, (line) => line ?? '').join(';')
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base 64 VLQ: the sign in the lowest bit, five bits in a digit; the sixth says that more follow. */
function encodeNumber(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1
  let text = ''
  do {
    const digit = rest & 31
    rest >>>= 5
    text += digits[rest > 0 ? digit | 32 : digit]
  } while (rest > 0)
  return text
}
