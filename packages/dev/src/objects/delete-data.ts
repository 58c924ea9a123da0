import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { acquireLock } from '../data-directory/lock.ts'
import { measureObjects, type StoredObjects } from '../data-directory/measure-objects.ts'
import { formatNamespaces } from '../data-directory/namespaces.ts'
import { readObjectsFolder } from '../data-directory/objects-folder.ts'
import { writeDurably } from '../data-directory/write-durably.ts'
import { UserError } from '../user-error.ts'

export interface DeleteDataOptions {
  /** The data directory, absolute. */
  data: string
  className: string
  /** Where the class still is in the app: a file, or the build. Undefined where it is gone. */
  usedBy: string | undefined
  /** Whether the data that is told may go. */
  confirm(stored: StoredObjects): Promise<boolean>
}

/**
 * Deletes what `cloudwerk start` has stored of a class that is gone, for good.
 *
 * @throws UserError when the class is still there, has no data, or a server runs on the data.
 */
export async function deleteData(options: DeleteDataOptions): Promise<StoredObjects> {
  const { data, className, usedBy } = options
  if (usedBy !== undefined) {
    throw new UserError(`The class ${className} is still there: ${usedBy} has it.`, {
      hint: 'Remove it from the code and build again first. Nothing was deleted.',
    })
  }
  // The lock would make the folder, and a mistyped one should stay away.
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
    // The entry goes last: while it is there, half a folder is not taken for someone else's.
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
    known.length === 0 ? 'Choose another folder with --data.' : `It has ${known.join(', ')}.`
  return new UserError(`There is no data of a class ${className} in ${data}.`, { hint })
}
