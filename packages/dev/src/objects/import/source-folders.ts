import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { measureObjects, type StoredObjects } from '../../data-directory/measure-objects.ts'
import { UserError } from '../../user-error.ts'

/** The objects of one class, as `wrangler dev` and `cloudwerk dev` keep them. */
export interface SourceFolder extends StoredObjects {
  /** The name of the folder, which the ids of its objects depend on: `<worker>-<Class>`. */
  key: string
  worker: string
  /** The name of the class when they were stored. */
  className: string
}

/**
 * The folders with objects in the state of a dev server, sorted by name.
 *
 * @throws UserError where `from` is no such state, or has no objects.
 */
export function readSourceFolders(from: string): SourceFolder[] {
  const folder = findObjectsFolder(from)
  const found = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ ...parseKey(name), ...measureObjects(join(folder, name)) }))
    .filter(({ objects }) => objects > 0)
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  if (found.length === 0) throw new UserError(`There are no objects in ${folder}.`)
  return found
}

/** A class name has no dash. */
function parseKey(key: string): { key: string; worker: string; className: string } {
  const dash = key.lastIndexOf('-')
  return { key, worker: key.slice(0, Math.max(dash, 0)), className: key.slice(dash + 1) }
}

/** `<from>/v3/do`, or what leads less or more far. */
function findObjectsFolder(from: string): string {
  const stats = statSync(from, { throwIfNoEntry: false })
  if (!stats) throw new UserError(`There is no folder ${from}.`, { hint })
  if (!stats.isDirectory()) throw new UserError(`${from} is not a folder.`, { hint })
  if (existsSync(join(from, 'objects.json'))) {
    throw new UserError(`${from} is the data of cloudwerk start, not the state of a dev server.`, {
      hint: 'Copy the whole folder while no server uses it, and start with --data.',
    })
  }
  const found = ['.wrangler/state/v3/do', 'state/v3/do', 'v3/do', 'do']
    .map((path) => join(from, path))
    .find(existsSync)
  if (found) return found
  if (basename(from) === 'do') return from
  throw new UserError(`${from} has no objects of a dev server: there is no v3/do in it.`, { hint })
}

const hint =
  'Give the folder in which wrangler dev or cloudwerk dev keep their state: .wrangler/state, or that of --persist-to.'
