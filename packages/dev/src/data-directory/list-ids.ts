import { existsSync, readdirSync } from 'node:fs'

const objectFile = /^[0-9a-f]{64}\.sqlite$/

/** The ids of the objects of a class, in workerd's layout: `<folder>/<id>.sqlite`. */
export function listIds(folder: string): string[] {
  return existsSync(folder) ? idsIn(readdirSync(folder)) : []
}

/** Of the names in such a folder. */
export function idsIn(names: readonly string[]): string[] {
  return names.filter((name) => objectFile.test(name)).map((name) => name.slice(0, 64))
}
