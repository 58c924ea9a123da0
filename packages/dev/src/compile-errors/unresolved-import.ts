import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, isAbsolute, join } from 'node:path'
import { problemAt } from '../app/source.ts'
import { UserError } from '../user-error.ts'
import { findAlias, looksLikeAlias, proposeAlias } from './path-aliases.ts'
import { absolutePath, pathInApp } from './tool-paths.ts'

const unresolvedForms = [
  /Failed to load url (?<what>.+?) \(resolved id: .*?\) in (?<file>.+?)\. Does the file exist\?/,
  /Cannot find module '(?<what>.+?)' imported from '(?<file>.+?)'/,
  /(?:Rolldown failed|Failed) to resolve import "(?<what>.+?)" from "(?<file>.+?)"/,
  /Could not resolve '(?<what>.+?)' in (?<file>.+)/,
]

/** An unresolved import, from a tool's message; undefined for any other message. */
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

/** Why an import cannot be resolved, and what to do. */
export function explainUnresolved(unresolved: Import): UserError {
  return importProblem(unresolved, toReason(unresolved))
}

interface Reason {
  message: string
  hint: string
}

function toReason({ what, file, root }: Import): Reason {
  if (isAbsolute(what) || what.startsWith('.')) {
    const message = `Cannot find '${what}': there is no such file.`
    return { message, hint: 'Fix the path, which is relative to this file, or create the file.' }
  }
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(what)?.[0] ?? what
  if (name.startsWith('@cloudwerk/')) {
    const message = `Cannot find '${what}'.`
    return {
      message,
      hint: `Run npm install, or npm install ${name} where package.json does not list it.`,
    }
  }
  if (isInstalled(name, file)) {
    const message = `Cannot find '${what}': the installed version of ${name} does not export it.`
    return {
      message,
      hint: "See the package's documentation for what it exports, and since which version.",
    }
  }
  const alias = toAliasReason({ what, file, root })
  if (alias) return alias
  const message = `Cannot find '${what}': no such package is installed.`
  return { message, hint: `Run npm install ${name}.` }
}

/** The user must not be told to install an alias: anybody could have published a package of that name. */
function toAliasReason({ what, file, root }: Import): Reason | undefined {
  const message = `Cannot find '${what}': it does not lead to a file.`
  if (what.includes(':')) return { message, hint: 'A plugin or the runtime must provide it.' }
  const alias = findAlias(root, what)
  if (!alias && !looksLikeAlias(root, what)) return undefined
  if (/^vite(?:st)?\.config\./.test(basename(file))) {
    const hint = 'This file is loaded before aliases are known. Write the path of the file instead.'
    return { message, hint }
  }
  if (what.startsWith('#')) {
    return { message, hint: 'Names that start with # must be listed in "imports" of package.json.' }
  }
  if (alias) {
    return { message, hint: `Fix the name, or the target of "${alias.pattern}" in ${alias.file}.` }
  }
  const paths = `"paths": { ${proposeAlias(root, what)} }`
  const rename =
    existsSync(join(root, 'jsconfig.json')) && !existsSync(join(root, 'tsconfig.json'))
      ? 'jsconfig.json is not read: rename it to tsconfig.json, with "allowJs": true. '
      : ''
  return {
    message,
    hint: `${rename}If it is an alias, define it in "compilerOptions" of tsconfig.json, such as ${paths}.`,
  }
}

function isInstalled(name: string, importer: string): boolean {
  // Yarn's Plug'n'Play has no folders to look into.
  if (process.versions.pnp || /[:#]/.test(name)) return false
  const folders = createRequire(importer).resolve.paths(name) ?? []
  return folders.some((folder) => existsSync(join(folder, name, 'package.json')))
}

function importProblem({ what, file, root }: Import, problem: Reason): UserError {
  const text = readIfThere(file)
  // The importing module exists only in the build.
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
