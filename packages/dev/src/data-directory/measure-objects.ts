import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { idsIn } from './list-ids.ts'

/** How much one class has stored. */
export interface StoredObjects {
  /** Absolute. */
  folder: string
  objects: number
  /** The size of all files: objects, their logs and the alarms. */
  bytes: number
}

/** Counts the objects of a class in workerd's layout: `<folder>/<id>.sqlite`. */
export function measureObjects(folder: string): StoredObjects {
  const names = listNames(folder)
  return {
    folder,
    objects: idsIn(names).length,
    bytes: names.reduce((sum, name) => sum + sizeOf(join(folder, name)), 0),
  }
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function sizeOf(file: string): number {
  // A running server may have removed a log since the folder was read.
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
