import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../user-error.ts'
import {
  absentClasses,
  assignKeys,
  formatNamespaces,
  type NamespaceKeys,
  parseNamespaces,
} from './namespaces.ts'
import { writeDurably } from './write-durably.ts'

export interface ObjectsFolder {
  /** Absolute; each object is `<folder>/<uniqueKey>/<id>.sqlite` in it. */
  folder: string
  keys: NamespaceKeys
}

/**
 * Settles which class owns which data, and writes `<data>/objects.json` when a class is new. Throws a
 * UserError, with nothing changed, when there is data that no class of the build owns.
 */
export function openObjectsFolder(
  data: string,
  app: { name: string; classNames: readonly string[] },
): ObjectsFolder {
  const file = join(data, 'objects.json')
  const folder = join(data, 'objects')
  const text = readIfThere(file)
  const stored: NamespaceKeys = text === undefined ? new Map() : parseNamespaces(text, file)
  for (const className of absentClasses(stored, app.classNames)) {
    // Absent classes come from the map itself, so each has a key.
    const owned = join(folder, stored.get(className) as string)
    if (holdsObjects(owned)) throw absentError(className, owned)
  }
  const keys = assignKeys(stored, app)
  if (text === undefined) assertAllOwned(folder, { keys, file })
  mkdirSync(folder, { recursive: true })
  if (text === undefined || keys.size > stored.size) writeDurably(file, formatNamespaces(keys))
  return { folder, keys }
}

/** `metadata.sqlite` holds the alarms; workerd makes it for each namespace at the first start. */
function holdsObjects(folder: string): boolean {
  return listFolder(folder).some((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite')
}

function absentError(className: string, owned: string): UserError {
  return new UserError(
    `The build has no object ${className}, and there is data of it in ${owned}.`,
    { hint: `Restore its file in app/objects and build again, or move that folder away.` },
  )
}

/** Without objects.json the keys are guessed, and a wrong guess would make objects look empty. */
function assertAllOwned(folder: string, known: { keys: NamespaceKeys; file: string }): void {
  const owned = new Set(known.keys.values())
  for (const key of listFolder(folder)) {
    const path = join(folder, key)
    if (owned.has(key) || !holdsObjects(path)) continue
    throw new UserError(`There is data in ${path}, and no ${known.file} that says whose it is.`, {
      hint: 'Put back that file from a copy, or move the folder away.',
      file: known.file,
    })
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
