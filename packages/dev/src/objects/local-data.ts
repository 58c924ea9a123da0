import { join } from 'node:path'
import { measureObjects, type StoredObjects } from '../data-directory/measure-objects.ts'
import { readObjectsFolder } from '../data-directory/objects-folder.ts'
import { devObjectsFolder } from '../paths.ts'

export interface LocalData {
  /** What `cloudwerk dev` has stored. */
  dev: StoredObjects
  /** What `cloudwerk start` has stored. Undefined where it has not run with this class. */
  start: StoredObjects | undefined
}

/** Where the objects of a class are stored on this machine, and how many there are. */
export function findLocalData(
  className: string,
  { root, data, worker }: { root: string; data: string; worker: string },
): LocalData {
  const key = `${worker}-${className}`
  const { keys, folder } = readObjectsFolder(data)
  const startKey = keys.get(className)
  return {
    dev: measureObjects(join(root, devObjectsFolder, key)),
    start: startKey === undefined ? undefined : measureObjects(join(folder, startKey)),
  }
}
