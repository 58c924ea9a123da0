export interface CodeLine {
  number: number
  text: string
  isMarked: boolean
}

/** The lines around a position, without their common indentation. */
export interface CodeFrame {
  lines: CodeLine[]
  /** The column in the text of the marked line, from 1. */
  column: number
}

const around = 3
const longest = 160

/** The lines around a position; undefined where the source has no such line. */
export function readCodeFrame(
  source: string,
  { line, column }: { line: number; column: number },
): CodeFrame | undefined {
  const all = source.trimEnd().split(/\r?\n/)
  if (line < 1 || line > all.length) return undefined
  const first = Math.max(1, line - around)
  const texts = all.slice(first - 1, line + around).map((text) => text.trimEnd())
  const indents = texts.filter(Boolean).map((text) => text.length - text.trimStart().length)
  const indent = Math.min(...indents, column - 1)
  const lines = texts.map((text, index) => ({
    number: first + index,
    text: text.slice(indent, indent + longest),
    isMarked: first + index === line,
  }))
  return { lines, column: column - indent }
}

/** As plain text, with the line and the column marked. */
export function formatCodeFrame({ lines, column }: CodeFrame): string {
  const width = String(lines.at(-1)?.number ?? '').length
  return lines
    .flatMap(({ number, text, isMarked }) => {
      const row = `${isMarked ? '>' : ' '} ${String(number).padStart(width)} | ${text}`.trimEnd()
      return isMarked ? [row, `  ${' '.repeat(width)} | ${indentTo(text, column)}^`] : [row]
    })
    .join('\n')
}

/** Blanks as wide as the text before the column; tabs stay tabs. */
function indentTo(text: string, column: number): string {
  return text.slice(0, column - 1).replace(/[^\t]/g, ' ')
}
