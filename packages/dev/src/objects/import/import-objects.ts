import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Rename } from '../../config/class-record.ts'
import { acquireLock } from '../../data-directory/lock.ts'
import { measureObjects } from '../../data-directory/measure-objects.ts'
import { formatNamespaces } from '../../data-directory/namespace-keys.ts'
import {
  type AppClasses,
  type DecidedFolder,
  decideOwners,
} from '../../data-directory/objects-folder.ts'
import { keepOthersOut, makeDataDirectory } from '../../data-directory/private-folder.ts'
import { writeDurably } from '../../data-directory/write-durably.ts'
import { readAppClasses } from './app-classes.ts'
import { type PreparedCopy, prepareCopy } from './copy-class.ts'
import { type ImportPlan, planImport } from './plan-import.ts'
import { readSourceFolders } from './source-folders.ts'
import { assertUnused } from './source-use.ts'

export interface ImportOptions {
  /** The app's folder, absolute. */
  root: string
  /** The state of a dev server, absolute. */
  from: string
  /** The data directory of `cloudwerk start`, absolute. */
  data: string
  className?: string | undefined
  worker?: string | undefined
  /** Besides those in the record of the app. */
  renames?: readonly Rename[] | undefined
  /** Only decides what would be done. */
  dryRun: boolean
}

/** One class of an import. */
export interface ImportedClass {
  className: string
  objects: number
  /** The size of all its files. */
  bytes: number
  from: string
  to: string
  /** Whether the alarms of its objects came along; without them `objects repair-alarms` is needed. */
  hasAlarms: boolean
}

export interface Imported {
  dryRun: boolean
  imported: ImportedClass[]
  skipped: { folder: string; objects: number; reason: string }[]
}

/**
 * Copies objects of `wrangler dev` or `cloudwerk dev` to the data of `cloudwerk start`: all classes or none.
 *
 * @throws UserError, with nothing changed, where a server uses either of the two, where a class has objects already,
 *   and where it is not clear what belongs to which class.
 */
export async function importObjects(options: ImportOptions): Promise<Imported> {
  const { data, dryRun } = options
  const app = await readAppClasses(options.root)
  if (dryRun && !existsSync(data)) return describe(plan(options, app).plan, options)
  if (!dryRun) {
    // Refuses before the directory is made.
    if (!existsSync(data)) plan(options, app)
    makeDataDirectory(data)
  }
  const lock = await acquireLock(data)
  try {
    const { plan: decided, owners } = plan(options, app)
    if (!dryRun) carryOut(decided, owners)
    return describe(decided, options)
  } finally {
    lock.release()
  }
}

function plan(
  { from, data, className, worker, renames = [] }: ImportOptions,
  app: AppClasses,
): { plan: ImportPlan; owners: DecidedFolder } {
  const sources = readSourceFolders(existsSync(from) ? realpathSync(from) : from)
  const owners = decideOwners(data, app)
  const decided = planImport({
    sources,
    app: { ...app, renames: [...app.settled.renames, ...renames] },
    keys: owners.keys,
    stored: (key) => measureObjects(join(owners.folder, key)),
    className,
    worker,
  })
  assertUnused(decided.imports.map(({ source }) => source.folder))
  return { plan: decided, owners }
}

function carryOut({ imports, keys }: ImportPlan, { folder, file }: DecidedFolder): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  keepOthersOut(folder)
  const copies: PreparedCopy[] = []
  try {
    for (const { source } of imports) {
      copies.push(prepareCopy(source.folder, join(folder, source.key)))
    }
    // First the keys: a class without objects can have any.
    writeDurably(file, formatNamespaces(keys))
    for (const copy of copies) copy.place()
  } catch (error) {
    for (const copy of copies) copy.discard()
    throw error
  }
}

function describe({ imports, skipped }: ImportPlan, { data, dryRun }: ImportOptions): Imported {
  return {
    dryRun,
    imported: imports.map(({ className, source }) => ({
      className,
      objects: source.objects,
      bytes: source.bytes,
      from: source.folder,
      to: join(data, 'objects', source.key),
      hasAlarms: existsSync(join(source.folder, 'metadata.sqlite')),
    })),
    skipped: skipped.map(({ source: { folder, objects }, reason }) => ({
      folder,
      objects,
      reason,
    })),
  }
}
