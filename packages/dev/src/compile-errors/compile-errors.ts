import { basename, isAbsolute } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { UserError } from '../user-error.ts'
import { absolutePath, pathInApp, withPathsInApp } from './tool-paths.ts'
import { explainImport } from './unresolved-import.ts'

/** The fields of an error of Vite or Rolldown. Which ones are present differs from case to case. */
interface ToolError {
  message: string
  id?: string
  loc?: { file?: string; line?: number; column?: number }
  errors?: unknown[]
  cause?: unknown
}

/**
 * The problems in the app's files that an error of Vite (8.3) or Rolldown (1.2) reports, without their
 * stacks; empty where it is not about a file.
 */
export function explainCompileError(error: unknown, root: string): UserError[] {
  if (error instanceof UserError) return [error]
  if (typeof error !== 'object' || error === null) return []
  const { errors, cause } = error as ToolError
  const inner = Array.isArray(errors) ? errors : cause === undefined ? [] : [cause]
  const found = inner.flatMap((each) => explainCompileError(each, root))
  if (found.length > 0) return unique(found)
  const explained = explainOne(error as ToolError, root)
  return explained ? [explained] : []
}

// A file that is requested twice is reported twice.
function unique(problems: readonly UserError[]): UserError[] {
  return [...new Map(problems.map((each) => [`${each.file} ${each.message}`, each])).values()]
}

function explainOne(error: ToolError, root: string): UserError | undefined {
  const text = stripVTControlCharacters(error.message ?? '')
  const plain = text.split(/\n+(?:Stack backtrace:| {4}at )/)[0] ?? ''
  return (
    explainSystem(text, root) ??
    explainJson(plain, root) ??
    explainTsconfig(plain, root) ??
    explainImport(plain, root) ??
    explainOther(error, { text: plain, root })
  )
}

function explainSystem(text: string, root: string): UserError | undefined {
  const [, path = '', reason] =
    /Failed to write file in (.+)\n+Caused by:\s+(.+?) \(os error \d+\)/.exec(text) ?? []
  if (reason === undefined) return undefined
  return new UserError(`${pathInApp(path, root)} cannot be written: ${reason.toLowerCase()}.`, {
    hint: 'Fix that and build again. The folder now holds an incomplete build.',
  })
}

function explainJson(text: string, root: string): UserError | undefined {
  const found = /JSONError \{ path: "(.+?)", message: "(.+?)(?: at line \d+ column \d+)?"/.exec(
    text,
  )
  if (!found) return undefined
  const [, path = '', what = ''] = found
  const place = /line: (\d+), column: (\d+)/.exec(text)
  const where = place ? `:${place[1]}:${Math.max(1, Number(place[2]))}` : ''
  return new UserError(`${basename(path)} is damaged: ${what}.`, {
    file: pathInApp(path, root) + where,
    hint: 'Fix it by hand.',
  })
}

function explainTsconfig(text: string, root: string): UserError | undefined {
  const missing = /Tsconfig not found (.+)/.exec(text)?.[1]
  const [, file = 'tsconfig.json', what] =
    /Failed to load tsconfig ['"](.+?)['"]: (.+)/.exec(text) ?? []
  const absent = missing ?? (what === 'Tsconfig not found' ? file : undefined)
  if (absent !== undefined) {
    const path = pathInApp(absent, root)
    return new UserError(`tsconfig.json extends ${path}, which does not exist.`, {
      file: 'tsconfig.json',
      hint: path.startsWith('.svelte-kit/')
        ? 'Run npx svelte-kit sync, which writes it.'
        : 'An app extends "./.cloudwerk/tsconfig.json", which cloudwerk types writes. Fix the path, or install the package that provides the file.',
    })
  }
  if (what === undefined) return undefined
  const [, reason = what, line, column] = /^(.*?) at line (\d+) column (\d+)/.exec(what) ?? []
  const place = line ? `:${line}:${Math.max(1, Number(column))}` : ''
  return new UserError(`${basename(file)} is damaged: ${reason}.`, {
    file: pathInApp(file, root) + place,
    hint: 'Fix it by hand.',
  })
}

/** Any other error that names a file. Its first line says what is wrong, its frame shows where. */
function explainOther(
  { id, loc }: ToolError,
  { text, root }: { text: string; root: string },
): UserError | undefined {
  const [, framePath, framePlace] = /╭─\[ (.+?)(:\d+:\d+) \]/.exec(text) ?? []
  const framed = framePath && absolutePath(framePath) + framePlace
  const inFile = id !== undefined && isAbsolute(id) ? id : undefined
  const file = framed ?? placeOf(loc, inFile) ?? inFile
  if (file === undefined) return undefined
  const message = text.replace(/^(?:Error: )?Transform failed with \d+ errors?:\s*/, '')
  const [first = '', ...frame] = message.replace(/^(?:\[[\w:-]+\] ?)+/, '').split('\n')
  const plain = [readable(first), ...frame].join('\n').trimEnd()
  return new UserError(withPathsInApp(plain, root), {
    file: pathInApp(file.replace(/\?.*$/, ''), root),
  })
}

/** Some plugins give a position without a line. */
function placeOf(loc: ToolError['loc'], id: string | undefined): string | undefined {
  const file = loc?.file ?? id
  if (file === undefined || !loc) return undefined
  return Number.isInteger(loc.line) ? `${file}:${loc.line}:${loc.column || 1}` : file
}

/** `"x" is not exported by "…/node_modules/a/dist/b.js"`: the package, not its inner file. */
function readable(message: string): string {
  return message.replace(/"[^"]*node_modules\/((?:@[^/"]+\/)?[^/"]+)\/[^"]*"/g, '"$1"')
}
