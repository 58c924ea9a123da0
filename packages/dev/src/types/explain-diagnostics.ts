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
  return withoutConsequences(diagnostics).flatMap((diagnostic) => {
    const { file, message, line, column } = diagnostic
    const shadow = byFile.get(file ?? '')
    if (shadow) return [atOriginal(shadow, diagnostic)]
    if (file !== undefined && !file.endsWith('tsconfig.json')) return []
    return [new UserError(message, { file: file && `${file}:${line}:${column}` })]
  })
}

function atOriginal(shadow: Shadow, { line, column, message }: Diagnostic): UserError {
  const offset = shadow.toOriginal(offsetOf(shadow.text, line) + column - 1)
  return problemAt(shadow.source, { offset, message: withoutOverloads(message) })
}

const refusedDefinition = /^No overload matches this call\. \(TS2769\)/
/** What is reported of a definition whose types could not be inferred, for every use of `this`. */
const consequence =
  /\(TS(?:2347|2571|7006|7031|18046)\)|on type '(?:unknown|ObjectThis<unknown,.*)'\. \(TS2339\)/

/** Where a definition is refused, nothing in it has its type, and the cause would be one message of many. */
function withoutConsequences(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const refused = new Set(
    diagnostics.filter(({ message }) => refusedDefinition.test(message)).map(({ file }) => file),
  )
  return diagnostics.filter(({ file, message }) => !refused.has(file) || !consequence.test(message))
}

/** The overloads are ours, and nothing that the app's author has written. */
function withoutOverloads(message: string): string {
  const [first, last, cause, ...more] = message.split('\n')
  if (!first || !refusedDefinition.test(first) || !/^ +The last overload gave/.test(last ?? '')) {
    return message
  }
  if (!cause) return message
  const indent = cause.length - cause.trimStart().length
  return [`${cause.trim()} (TS2769)`, ...more.map((line) => line.slice(indent))].join('\n')
}

function offsetOf(text: string, line: number): number {
  const ends = [...text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)]
  const end = ends[line - 2]
  return end ? end.index + end[0].length : 0
}
