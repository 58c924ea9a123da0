import { readFileSync } from 'node:fs'
import { basename, isAbsolute, relative, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { normalizePath } from 'vite'
import { problemAt } from '../app/source.ts'
import { UserError } from '../user-error.ts'

/** What Vite and Rolldown say of an error in a file; which of it there is differs from case to case. */
interface ToolError {
  message: string
  id?: string
  loc?: { file?: string; line: number; column: number }
  errors?: unknown[]
  cause?: unknown
}

/**
 * The problems in the app's files that an error of Vite (8.3) or Rolldown (1.2) stands for, without
 * their stacks. None where it says of no file that it is wrong.
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

// One file that is asked for twice is reported twice.
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
  return new UserError(`${shorten(path, root)} cannot be written: ${reason.toLowerCase()}.`, {
    hint: 'Mend that and build again. What is in the folder now is not whole.',
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
    file: shorten(path, root) + where,
    hint: 'Mend it by hand.',
  })
}

function explainTsconfig(text: string, root: string): UserError | undefined {
  const missing = /Tsconfig not found (.+)/.exec(text)?.[1]
  const [, file = 'tsconfig.json', what] =
    /Failed to load tsconfig ['"](.+?)['"]: (.+)/.exec(text) ?? []
  const absent = missing ?? (what === 'Tsconfig not found' ? file : undefined)
  if (absent !== undefined) {
    return new UserError(`tsconfig.json leads to ${shorten(absent, root)}, which does not exist.`, {
      file: 'tsconfig.json',
      hint: 'An app extends "./.cloudwerk/tsconfig.json", which cloudwerk types makes. Mend the path, or install the package that has it.',
    })
  }
  if (what === undefined) return undefined
  const [, reason = what, line, column] = /^(.*?) at line (\d+) column (\d+)/.exec(what) ?? []
  const place = line ? `:${line}:${Math.max(1, Number(column))}` : ''
  return new UserError(`${basename(file)} is damaged: ${reason}.`, {
    file: shorten(file, root) + place,
    hint: 'Mend it by hand.',
  })
}

const unresolvedForms = [
  /Failed to load url (?<what>\S+) \(resolved id: .*?\) in (?<file>.+?)\. Does the file exist\?/,
  /Cannot find module '(?<what>.+?)' imported from '(?<file>.+?)'/,
  /Rolldown failed to resolve import "(?<what>.+?)" from "(?<file>.+?)"/,
  /Could not resolve '(?<what>.+?)' in (?<file>.+)/,
]

function explainImport(text: string, root: string): UserError | undefined {
  const found = unresolvedForms.map((pattern) => pattern.exec(text)?.groups).find(Boolean)
  if (!found) return undefined
  const { what = '', file = '' } = found
  return explainUnresolved({ what, file, root })
}

interface Import {
  /** What is imported. */
  what: string
  /** The importing file; relative to `root`, or absolute. */
  file: string
  root: string
}

/** An import that leads nowhere. */
export function explainUnresolved(unresolved: Import): UserError {
  const { what } = unresolved
  if (isAbsolute(what) || what.startsWith('.')) {
    const message = `'${what}' is imported, and there is no such file.`
    const hint = 'Mend the path, which is relative to this file, or create the file.'
    return importProblem(unresolved, { message, hint })
  }
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(what)?.[0] ?? what
  const isOurs = name.startsWith('@cloudwerk/')
  return importProblem(unresolved, {
    message: `'${what}' is imported, and ${isOurs ? 'is not there' : 'no such package is installed'}.`,
    hint: isOurs ? `Run npm install ${name}, or npm install.` : `Run npm install ${name}.`,
  })
}

function importProblem(
  { what, file, root }: Import,
  problem: { message: string; hint: string },
): UserError {
  const path = resolve(root, file)
  const text = readIfThere(path)
  // It is imported by a module that exists only in the build.
  if (text === undefined) return new UserError(problem.message, { hint: problem.hint })
  const quoted = [`'${what}'`, `"${what}"`].map((quote) => text.indexOf(quote))
  const offset = Math.max(0, ...quoted)
  return problemAt({ file: shorten(path, root), text }, { offset, ...problem })
}

/** Anything else that says which file it is about. The first line is what, the frame shows where. */
function explainOther(
  { id, loc }: ToolError,
  { text, root }: { text: string; root: string },
): UserError | undefined {
  // Rolldown's own are relative to where the command runs.
  const [, framePath, framePlace] = /╭─\[ (.+?)(:\d+:\d+) \]/.exec(text) ?? []
  const framed = framePath && resolve(framePath) + framePlace
  const inFile = id !== undefined && isAbsolute(id) ? id : undefined
  const file = framed ?? (loc && `${loc.file ?? id}:${loc.line}:${loc.column}`) ?? inFile
  if (file === undefined) return undefined
  const message = text.replace(/^(?:Error: )?Transform failed with \d+ errors?:\s*/, '')
  const [first = '', ...frame] = message.replace(/^(?:\[[\w:-]+\] ?)+/, '').split('\n')
  return new UserError([readable(first), ...frame].join('\n').trimEnd(), {
    file: shorten(file.replace(/\?.*$/, ''), root),
  })
}

/** `"x" is not exported by "…/node_modules/a/dist/b.js"`: the package, not its inner file. */
function readable(message: string): string {
  return message.replace(/"[^"]*node_modules\/((?:@[^/"]+\/)?[^/"]+)\/[^"]*"/g, '"$1"')
}

function shorten(path: string, root: string): string {
  if (!isAbsolute(path)) return path
  const short = normalizePath(relative(root, path))
  return short.startsWith('..') ? path : short
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
