import { relative } from 'node:path/posix'
import { normalizePath } from 'vite'
import { followImport } from '../app/follow-import.ts'
import { readSource } from '../app/source.ts'

/** The module from which a Worker with its own `main` exports the classes of the app's objects. */
export const objectsModule = '@cloudwerk/dev/objects'
/** Both export the classes of the app's objects. */
const ownModules = [objectsModule, 'virtual:cloudwerk/worker']

/**
 * The names that a Worker's own `main` exports, read from its source and from the files of the app
 * that it re-exports. Undefined where the source does not show them.
 */
export async function exportedNames(
  main: string,
  app: { root: string; classNames: readonly string[] },
): Promise<Set<string> | undefined> {
  const { names, isComplete } = await readExports(main, app)
  return isComplete ? names : undefined
}

export interface ReadExports {
  names: Set<string>
  /** Whether the source shows all of them. */
  isComplete: boolean
}

/** As `exportedNames`, with those that the source shows where it does not show all. */
export async function readExports(
  main: string,
  app: { root: string; classNames: readonly string[] },
): Promise<ReadExports> {
  const file = relative(normalizePath(app.root), normalizePath(main))
  const names = new Set<string>()
  // A framework's main may be a module of a package: `@tanstack/react-start/server-entry`.
  const isFile = /\.[cm]?[jt]sx?$/.test(file)
  return { names, isComplete: isFile && (await addNames(file, { ...app, names, seen: new Set() })) }
}

interface Reading {
  root: string
  classNames: readonly string[]
  names: Set<string>
  /** Files that re-export each other are read once. */
  seen: Set<string>
}

/** Returns whether the source shows all of them. */
async function addNames(file: string, reading: Reading): Promise<boolean> {
  reading.seen.add(file)
  const { exports } = await readSource(reading.root, file)
  let isComplete = true
  for (const { exportName, importName, moduleRequest, isType } of exports) {
    if (isType) continue
    if (exportName.kind === 'Name' && exportName.name) reading.names.add(exportName.name)
    if (importName.kind !== 'AllButDefault' || !moduleRequest) continue
    if (!(await addNamesOf(moduleRequest.value, { file, reading }))) isComplete = false
  }
  return isComplete
}

async function addNamesOf(
  request: string,
  { file, reading }: { file: string; reading: Reading },
): Promise<boolean> {
  if (ownModules.includes(request)) {
    for (const name of reading.classNames) reading.names.add(name)
    return true
  }
  const found = followImport(reading.root, { file, request })
  if (!found) return false
  return reading.seen.has(found) || addNames(found, reading)
}
