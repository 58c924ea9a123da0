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
  return importProblem(unresolved, describe(unresolved))
}

interface Described {
  message: string
  hint: string
}

function describe({ what, file, root }: Import): Described {
  if (isAbsolute(what) || what.startsWith('.')) {
    const message = `'${what}' is imported, and there is no such file.`
    return { message, hint: 'Mend the path, which is relative to this file, or create the file.' }
  }
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(what)?.[0] ?? what
  if (name.startsWith('@cloudwerk/')) {
    const message = `'${what}' is imported, and is not there.`
    return { message, hint: `Run npm install ${name}, or npm install.` }
  }
  if (isInstalled(name, file)) {
    const message = `'${what}' is imported, and the package ${name} that is installed does not have it.`
    return { message, hint: "See the package's own page for what it exports, and since when." }
  }
  const alias = describeAlias({ what, file, root })
  if (alias) return alias
  const message = `'${what}' is imported, and no such package is installed.`
  return { message, hint: `Run npm install ${name}.` }
}

/** A name that is no package's must not be installed: whoever took it could be anybody. */
function describeAlias({ what, file, root }: Import): Described | undefined {
  const message = `'${what}' is imported, and leads to no file.`
  if (what.includes(':')) return { message, hint: 'A plugin or the runtime has to provide it.' }
  const alias = findAlias(root, what)
  if (!alias && !looksLikeAlias(root, what)) return undefined
  if (/^vite(?:st)?\.config\./.test(basename(file))) {
    const hint = 'This file is loaded before aliases are known. Write the path of the file.'
    return { message, hint }
  }
  if (what.startsWith('#')) {
    return { message, hint: `Names with # are listed in "imports" of package.json.` }
  }
  if (alias) {
    return { message, hint: `Mend the name, or where "${alias.pattern}" in ${alias.file} leads.` }
  }
  const paths = `"paths": { ${proposeAlias(root, what)} }`
  const rename =
    existsSync(join(root, 'jsconfig.json')) && !existsSync(join(root, 'tsconfig.json'))
      ? 'jsconfig.json is not read: rename it to tsconfig.json, with "allowJs": true. '
      : ''
  return {
    message,
    hint: `${rename}An alias is one in "compilerOptions" of tsconfig.json, such as ${paths}.`,
  }
}

function isInstalled(name: string, importer: string): boolean {
  // Yarn's Plug'n'Play has no folders to look into.
  if (process.versions.pnp || /[:#]/.test(name)) return false
  const folders = createRequire(importer).resolve.paths(name) ?? []
  return folders.some((folder) => existsSync(join(folder, name, 'package.json')))
}

function importProblem({ what, file, root }: Import, problem: Described): UserError {
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
