import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { acquireLock } from '../data-directory/lock.ts'
import { measureObjects, type StoredObjects } from '../data-directory/measure-objects.ts'
import { formatNamespaces } from '../data-directory/namespace-keys.ts'
import { readObjectsFolder } from '../data-directory/objects-folder.ts'
import { writeDurably } from '../data-directory/write-durably.ts'
import { UserError } from '../user-error.ts'

export interface DeleteDataOptions {
  /** The data directory, absolute. */
  data: string
  className: string
  /** What still defines the class: a file of the app, or the build. Undefined where it is gone. */
  usedBy: string | undefined
  /** Asked before the data described by `stored` is deleted. */
  confirm(stored: StoredObjects): Promise<boolean>
}

/**
 * Deletes for good what `cloudwerk start` has stored for a class that is gone.
 *
 * @throws UserError when the class still exists, has no data, or a server uses the data.
 */
export async function deleteData(options: DeleteDataOptions): Promise<StoredObjects> {
  const { data, className, usedBy } = options
  if (usedBy !== undefined) {
    throw new UserError(`The class ${className} still exists: ${usedBy} defines it.`, {
      hint: 'Remove it from the code and build again first. Nothing was deleted.',
    })
  }
  // Taking the lock would create the directory, even where its name is a typing error.
  if (!existsSync(data)) throw noData(options, [])
  const lock = await acquireLock(data)
  try {
    const { file, keys, folder } = readObjectsFolder(data)
    const key = keys.get(className)
    if (key === undefined) throw noData(options, [...keys.keys()])
    const stored = measureObjects(join(folder, key))
    if (!(await options.confirm(stored))) {
      throw new UserError(`Deleting the data of ${className} was not confirmed.`, {
        hint: 'Add --yes to confirm it. Nothing was deleted.',
      })
    }
    // The entry goes last: until then a partly deleted folder is known to belong to this class.
    rmSync(stored.folder, { recursive: true, force: true })
    const left = new Map([...keys].filter(([name]) => name !== className))
    writeDurably(file, formatNamespaces(left))
    return stored
  } finally {
    lock.release()
  }
}

function noData({ className, data }: DeleteDataOptions, known: string[]): UserError {
  const hint =
    known.length === 0 ? 'Choose another directory with --data.' : `It has ${known.join(', ')}.`
  return new UserError(`There is no data of the class ${className} in ${data}.`, { hint })
}
