import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path/posix'
import { normalizePath } from 'vite'
import { readSource } from '../app/source.ts'

/** The module from which a Worker with its own `main` exports the classes of the app's objects. */
export const objectsModule = '@cloudwerk/dev/objects'

/**
 * The names that a Worker's own `main` exports, read from its source and from the files of the app
 * that it re-exports. Undefined where the source does not show them.
 */
export async function exportedNames(
  main: string,
  app: { root: string; classNames: readonly string[] },
): Promise<Set<string> | undefined> {
  const file = relative(normalizePath(app.root), normalizePath(main))
  return namesOf(file, { ...app, seen: new Set() })
}

interface Reading {
  root: string
  classNames: readonly string[]
  /** Files that re-export each other are read once. */
  seen: Set<string>
}

async function namesOf(file: string, reading: Reading): Promise<Set<string> | undefined> {
  reading.seen.add(file)
  const { exports } = await readSource(reading.root, file)
  const names = new Set<string>()
  for (const { exportName, importName, moduleRequest, isType } of exports) {
    if (isType) continue
    if (exportName.kind === 'Name' && exportName.name) names.add(exportName.name)
    if (importName.kind !== 'AllButDefault' || !moduleRequest) continue
    const inner = await namesOfModule(moduleRequest.value, { file, reading })
    if (!inner) return undefined
    for (const name of inner) names.add(name)
  }
  return names
}

async function namesOfModule(
  request: string,
  { file, reading }: { file: string; reading: Reading },
): Promise<ReadonlySet<string> | undefined> {
  if (request === objectsModule) return new Set(reading.classNames)
  if (!request.startsWith('.')) return undefined
  const path = join(dirname(file), request)
  const endings = ['', '.ts', '.js', '.mts', '.mjs', '.tsx', '.jsx', '/index.ts', '/index.js']
  const found = [path.replace(/\.js$/, '.ts'), ...endings.map((ending) => path + ending)].find(
    (candidate) => /\.m?[jt]sx?$/.test(candidate) && existsSync(join(reading.root, candidate)),
  )
  if (!found) return undefined
  return reading.seen.has(found) ? new Set() : namesOf(found, reading)
}
