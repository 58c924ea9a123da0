import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parse } from 'jsonc-parser'
import { normalizePath } from 'vite'

/** An entry of `paths`. */
export interface PathAlias {
  /** `@/*`, or a complete name. */
  pattern: string
  /** The file that defines it, relative to the app. */
  file: string
  /** Where it leads, in order: paths with the same star, absolute. */
  targets: string[]
}

/** The entry of `paths`, in tsconfig.json or a file that it extends, that matches an import. */
export function findAlias(root: string, what: string): PathAlias | undefined {
  return aliasesOf('tsconfig.json', { root, seen: new Set() }).find(({ pattern }) => {
    const [start = '', end] = pattern.split('*')
    // A lone star matches every name.
    if (end === undefined) return what === pattern
    return pattern !== '*' && what.startsWith(start) && what.endsWith(end)
  })
}

/** The paths that an import stands for, absolute. */
export function aliasedPaths({ pattern, targets }: PathAlias, what: string): string[] {
  const [start = '', end = ''] = pattern.split('*')
  const star = what.slice(start.length, what.length - end.length)
  return targets.map((target) => target.replace('*', () => star))
}

/**
 * Whether a name cannot be that of a package, or is also that of one of the app's folders: `@/x`,
 * `~/x`, `#x`, `$lib/x`, and `@lib/x` where there is `app/lib`.
 */
export function looksLikeAlias(root: string, what: string): boolean {
  const [, scope, name = ''] = /^(?:@([^/]*)\/)?([^/]*)/.exec(what) ?? []
  const isName = [scope ?? name, name].every((part) => /^[a-z\d][\w.-]*$/.test(part))
  if (!isName) return true
  const folder = scope ?? (what.includes('/') ? name : undefined)
  return folder !== undefined && folderNamed(root, folder) !== undefined
}

/** An entry of `paths` that would match the name: `"@lib/*": ["./app/lib/*"]`. */
export function proposeAlias(root: string, what: string): string {
  const [first = ''] = what.split('/')
  const folder = folderNamed(root, first.replace(/^[@~$]/, '')) ?? './app'
  return what.includes('/') ? `"${first}/*": ["${folder}/*"]` : `"${what}": ["./app/…"]`
}

function folderNamed(root: string, name: string): string | undefined {
  if (!/^[\w.-]+$/.test(name) || name === '.') return undefined
  return [`./app/${name}`, `./src/${name}`, `./${name}`].find((path) =>
    existsSync(join(root, path)),
  )
}

interface Reading {
  root: string
  /** Files that extend each other are read once. */
  seen: Set<string>
}

function aliasesOf(path: string, { root, seen }: Reading): PathAlias[] {
  const file = resolve(root, path)
  if (seen.has(file)) return []
  seen.add(file)
  const { extends: bases, compilerOptions } = readJsonc(file)
  const { paths } = fieldsOf(compilerOptions)
  // The `paths` of a file replace those of the files that it extends.
  if (paths !== undefined) {
    const name = normalizePath(relative(root, file))
    const { baseUrl = '.' } = fieldsOf(compilerOptions)
    const folder = resolve(dirname(file), String(baseUrl))
    return Object.entries(fieldsOf(paths)).map(([pattern, targets]) => ({
      ...{ pattern, file: name },
      targets: [targets].flat().map((target) => resolve(folder, String(target))),
    }))
  }
  const relativeBases = [bases]
    .flat()
    .filter((base) => typeof base === 'string' && /^\./.test(base))
  return relativeBases.flatMap((base) =>
    aliasesOf(join(dirname(file), String(base)), { root, seen }),
  )
}

function readJsonc(file: string): Record<string, unknown> {
  try {
    return fieldsOf(parse(readFileSync(file, 'utf8'), [], { allowTrailingComma: true }))
  } catch {
    return {}
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  // Any object can be read by key; its values are checked where they are used.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
