/** One message of `tsc --pretty false`. */
export interface Diagnostic {
  /** As tsc prints it, relative to where it ran; undefined for one about its options. */
  file: string | undefined
  /** Both count from one. */
  line: number
  column: number
  /** With the lines that explain it. */
  message: string
}

export function parseDiagnostics(output: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  for (const line of output.split(/\r?\n/)) {
    const found = parseHead(line)
    const last = diagnostics.at(-1)
    if (found) diagnostics.push(found)
    else if (last && line.startsWith(' ')) last.message += `\n${line}`
  }
  return diagnostics
}

function parseHead(line: string): Diagnostic | undefined {
  const match = /^(?:(.+)\((\d+),(\d+)\): )?error (TS\d+): (.*)$/.exec(line)
  if (!match) return undefined
  const [, file, row, column, code, text] = match
  return { file, line: Number(row ?? 1), column: Number(column ?? 1), message: `${text} (${code})` }
}
