import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { problemAt } from '../app/source.ts'
import { UserError } from '../user-error.ts'
import { absolutePath, pathInApp } from './tool-paths.ts'

const unresolvedForms = [
  /Failed to load url (?<what>.+?) \(resolved id: .*?\) in (?<file>.+?)\. Does the file exist\?/,
  /Cannot find module '(?<what>.+?)' imported from '(?<file>.+?)'/,
  /(?:Rolldown failed|Failed) to resolve import "(?<what>.+?)" from "(?<file>.+?)"/,
  /Could not resolve '(?<what>.+?)' in (?<file>.+)/,
]

/** A tool's message that an import leads nowhere; undefined for any other. */
export function explainImport(text: string, root: string): UserError | undefined {
  const found = unresolvedForms.map((pattern) => pattern.exec(text)?.groups).find(Boolean)
  if (!found) return undefined
  const { what = '', file = '' } = found
  return explainUnresolved({ what, file: absolutePath(file), root })
}

interface Import {
  /** What is imported. */
  what: string
  /** The importing file, absolute. */
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
  const text = readIfThere(file)
  // It is imported by a module that exists only in the build.
  if (text === undefined) return new UserError(problem.message, { hint: problem.hint })
  const quoted = [`'${what}'`, `"${what}"`].map((quote) => text.indexOf(quote))
  const offset = Math.max(0, ...quoted)
  return problemAt({ file: pathInApp(file, root), text }, { offset, ...problem })
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
