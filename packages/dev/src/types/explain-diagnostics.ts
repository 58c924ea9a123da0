import { problemAt } from '../app/source.ts'
import { shadowFolder } from '../paths.ts'
import { UserError } from '../user-error.ts'
import type { Diagnostic } from './compiler-output.ts'
import type { Shadow } from './shadow/shadow.ts'

/**
 * The compiler's messages about shadows, with positions in the real files, and those about the
 * configuration. The user's own `tsc` reports everything else.
 */
export function explainDiagnostics(
  diagnostics: readonly Diagnostic[],
  shadows: readonly Shadow[],
): UserError[] {
  const byFile = new Map(shadows.map((shadow) => [`${shadowFolder}/${shadow.source.file}`, shadow]))
  return diagnostics.flatMap((diagnostic) => {
    const { file, message, line, column } = diagnostic
    const shadow = byFile.get(file ?? '')
    if (shadow) return [atOriginal(shadow, diagnostic)]
    if (file !== undefined && !file.endsWith('tsconfig.json')) return []
    return [new UserError(message, { file: file && `${file}:${line}:${column}` })]
  })
}

function atOriginal(shadow: Shadow, { line, column, message }: Diagnostic): UserError {
  const offset = shadow.toOriginal(offsetOf(shadow.text, line) + column - 1)
  return problemAt(shadow.source, { offset, message })
}

function offsetOf(text: string, line: number): number {
  const ends = [...text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)]
  const end = ends[line - 2]
  return end ? end.index + end[0].length : 0
}
