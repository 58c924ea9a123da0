import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SettledClasses } from '../built-app/built-classes.ts'
import { UserError } from '../user-error.ts'
import {
  absentClasses,
  assignKeys,
  formatNamespaces,
  type NamespaceKeys,
  parseNamespaces,
  renameKeys,
} from './namespace-keys.ts'
import { writeDurably } from './write-durably.ts'

export interface ObjectsFolder {
  /** Absolute. Each object is `<folder>/<uniqueKey>/<id>.sqlite`. */
  folder: string
  keys: NamespaceKeys
  /** Removed classes whose data still exists. */
  leftOver: { className: string; folder: string }[]
}

export interface AppClasses {
  /** The Worker's name. */
  name: string
  classNames: readonly string[]
  settled: SettledClasses
}

/** What is decided, and not written yet. */
export interface DecidedFolder extends ObjectsFolder {
  /** `objects.json`. */
  file: string
  /** Whether that differs from `keys`, or is missing. */
  isChanged: boolean
}

/**
 * Decides which class owns which data, and writes `<data>/objects.json` when that has changed.
 *
 * @throws UserError as `decideOwners` does.
 */
export function openObjectsFolder(data: string, app: AppClasses): ObjectsFolder {
  const { folder, keys, leftOver, file, isChanged } = decideOwners(data, app)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (isChanged) writeDurably(file, formatNamespaces(keys))
  return { folder, keys, leftOver }
}

/**
 * Decides which class owns which data, and writes nothing.
 *
 * @throws UserError when there is data of a class that is neither in the build nor removed according to the
 *   configuration.
 */
export function decideOwners(data: string, app: AppClasses): DecidedFolder {
  const { text, keys: stored, file, folder } = readObjectsFolder(data)
  const hasData = (key: string) => holdsObjects(join(folder, key))
  const renamed = renameKeys(stored, { ...app.settled, classNames: app.classNames, hasData })
  const leftOver = absentClasses(renamed, app.classNames).flatMap((className) => {
    // Absent classes come from the map, so each has a key.
    const key = renamed.get(className) as string
    return hasData(key) ? [{ className, folder: join(folder, key) }] : []
  })
  const lost = leftOver.find(({ className }) => !app.settled.removed.includes(className))
  if (lost) throw absentError(lost.className, lost.folder)
  const keys = assignKeys(renamed, app)
  if (text === undefined) assertAllOwned(folder, { keys, file })
  const isChanged = text === undefined || formatNamespaces(keys) !== formatNamespaces(stored)
  return { folder, keys, leftOver, file, isChanged }
}

/** Reads what is stored, without changing it. */
export function readObjectsFolder(data: string): {
  /** `objects.json`. */
  file: string
  /** Undefined where there is no such file yet. */
  text: string | undefined
  keys: NamespaceKeys
  folder: string
} {
  const file = join(data, 'objects.json')
  const text = readIfThere(file)
  const keys = text === undefined ? new Map() : parseNamespaces(text, file)
  return { file, text, keys, folder: join(data, 'objects') }
}

/** `metadata.sqlite` holds the alarms; workerd creates it for each namespace at the first start. */
function holdsObjects(folder: string): boolean {
  return listFolder(folder).some((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite')
}

function absentError(className: string, owned: string): UserError {
  return new UserError(`The build has no class ${className}, but ${owned} still holds its data.`, {
    hint: `Nothing was changed. Restore its file in app/objects and build again.
If the class was renamed or removed, record that with cloudwerk objects migrate, and keep its entry in wrangler.jsonc until every server has started once with it.
To delete the data: cloudwerk objects delete-data ${className}`,
  })
}

/** Without objects.json the keys are guessed. After a wrong guess all objects would look empty. */
function assertAllOwned(folder: string, known: { keys: NamespaceKeys; file: string }): void {
  const owned = new Set(known.keys.values())
  for (const key of listFolder(folder)) {
    const path = join(folder, key)
    if (owned.has(key) || !holdsObjects(path)) continue
    throw new UserError(
      `${path} holds data, but ${known.file}, which says which class it belongs to, is missing.`,
      {
        hint: 'Restore that file from a backup, or move the folder away.',
        file: known.file,
      },
    )
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (isAbsence(error)) return []
    throw error
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
  }
}

function isAbsence(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'ENOTDIR'
}
