import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What is stored of one class. */
export interface StoredObjects {
  /** Absolute. */
  folder: string
  objects: number
  /** Of all files together: objects, their logs, and the alarms. */
  bytes: number
}

/** Counts the objects of a class in workerd's layout: `<folder>/<id>.sqlite`. */
export function measureObjects(folder: string): StoredObjects {
  const names = listNames(folder)
  return {
    folder,
    objects: names.filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name)).length,
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
  // A server that runs may remove a log between the two looks.
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
