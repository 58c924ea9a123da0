import { constants, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { BuiltApp } from '../built-app/built-app.ts'
import { listIds } from '../data-directory/list-ids.ts'
import type { ObjectsFolder } from '../data-directory/objects-folder.ts'
import { readBuiltVersions } from './read-versions.ts'

/**
 * Copies the objects of each class that this build may migrate, once for each version: into
 * `<data>/backups/Room-before-3`. Nobody may use the data meanwhile. Returns a line for each copy.
 */
export async function backUp(
  data: string,
  app: BuiltApp,
  { folder, keys }: ObjectsFolder,
): Promise<string[]> {
  const lines: string[] = []
  for (const [className, { version, sql }] of await readBuiltVersions(app)) {
    const key = keys.get(className)
    if (key === undefined || (version === 1 && sql.length === 0)) continue
    const target = join(data, 'backups', `${className}-before-${version}`)
    const objects = listIds(join(folder, key)).length
    if (objects === 0 || existsSync(target)) continue
    copyFolder(join(folder, key), target)
    lines.push(`Copied the ${objects} objects of ${className} to ${target}.`)
  }
  return lines
}

/** The target has all of it or does not exist. */
function copyFolder(folder: string, target: string): void {
  const unfinished = `${target}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true, mode: 0o700 })
  cpSync(folder, unfinished, { recursive: true, mode: constants.COPYFILE_FICLONE })
  renameSync(unfinished, target)
}
