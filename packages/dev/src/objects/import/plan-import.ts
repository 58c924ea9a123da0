import type { Rename } from '../../config/class-record.ts'
import type { StoredObjects } from '../../data-directory/measure-objects.ts'
import type { NamespaceKeys } from '../../data-directory/namespace-keys.ts'
import { suggest } from '../../suggest.ts'
import { count } from '../../terminal/count.ts'
import { UserError } from '../../user-error.ts'
import type { SourceFolder } from './source-folders.ts'

/** What is imported into one class. */
export interface ClassImport {
  className: string
  source: SourceFolder
}

/** What is not imported, and why. */
export interface SkippedFolder {
  source: SourceFolder
  reason: string
}

export interface ImportPlan {
  imports: ClassImport[]
  skipped: SkippedFolder[]
  /** The key that each class stores its objects under afterwards. */
  keys: NamespaceKeys
}

export interface PlanOptions {
  sources: readonly SourceFolder[]
  /** The app: its Worker's name, its classes and the renames in its record, in their order. */
  app: { name: string; classNames: readonly string[]; renames: readonly Rename[] }
  /** The keys that the classes have now. */
  keys: NamespaceKeys
  /** What is stored under a key. */
  stored(key: string): StoredObjects
  /** Only this class of the app. */
  className?: string | undefined
  /** Only what was stored by this Worker. */
  worker?: string | undefined
}

/**
 * Decides which folder goes to which class. An object's id depends on the key of its class, so a class takes over
 * the key of what it imports, and one that has objects already imports nothing.
 *
 * @throws UserError where that would be ambiguous, mix or overwrite objects, or nothing is left.
 */
export function planImport(options: PlanOptions): ImportPlan {
  const { app, className } = options
  if (className !== undefined && !app.classNames.includes(className)) {
    throw new UserError(`The app has no class ${className}.`, {
      hint: suggest(className, app.classNames),
    })
  }
  const skipped: SkippedFolder[] = []
  const known = options.sources.flatMap((source) => {
    const target = targetOf(source.className, app)
    if (target) return [{ className: target, source }]
    const reason = `the app has no class ${source.className}`
    skipped.push({ source, reason })
    return []
  })
  const worker = chooseWorker(known, options)
  const imports = known.filter((entry) => {
    const reason =
      entry.source.worker !== worker
        ? `another Worker has stored them; --worker ${entry.source.worker} imports them`
        : className !== undefined && entry.className !== className
          ? `only ${className} is imported`
          : undefined
    if (reason !== undefined) skipped.push({ source: entry.source, reason })
    return reason === undefined
  })
  if (imports.length === 0) throw nothingLeft(skipped, app.classNames)
  assertOneEach(imports)
  return { imports, skipped, keys: takeKeys(imports, options) }
}

/** The class of the app that a stored class has become. */
function targetOf(stored: string, { classNames, renames }: PlanOptions['app']): string | undefined {
  if (classNames.includes(stored)) return stored
  const renamed = renames.reduce((name, { from, to }) => (from === name ? to : name), stored)
  return classNames.includes(renamed) ? renamed : undefined
}

function chooseWorker(
  known: readonly ClassImport[],
  { app, worker }: PlanOptions,
): string | undefined {
  const workers = [...new Set(known.map(({ source }) => source.worker))]
  if (worker !== undefined) {
    if (workers.includes(worker)) return worker
    throw new UserError(
      `There are no objects of this app's classes that a Worker ${worker} has stored.`,
      {
        hint: suggest(worker, workers),
      },
    )
  }
  if (workers.includes(app.name) || workers.length < 2) {
    return workers.includes(app.name) ? app.name : workers[0]
  }
  throw new UserError(`Several Workers have stored objects there: ${workers.join(', ')}.`, {
    hint: 'Choose one with --worker <name>.',
  })
}

function assertOneEach(imports: readonly ClassImport[]): void {
  for (const [className, found] of Map.groupBy(imports, (entry) => entry.className)) {
    if (found.length < 2) continue
    const folders = found.map(({ source }) => source.folder).join(' and ')
    throw new UserError(`Two folders have objects of ${className}: ${folders}.`, {
      hint: `Their ids differ, so they cannot be mixed. Move away the one that is not needed. Nothing was imported.`,
    })
  }
}

function takeKeys(imports: readonly ClassImport[], { keys, stored }: PlanOptions): NamespaceKeys {
  const taken = new Map(keys)
  for (const { className, source } of imports) {
    const key = keys.get(className)
    const present = key === undefined ? undefined : stored(key)
    if (present && present.objects > 0) throw hasObjects(className, present)
    taken.set(className, source.key)
  }
  const byKey = Map.groupBy(taken, ([, key]) => key.toLowerCase())
  for (const owners of byKey.values()) {
    const [first, second] = owners.map(([className]) => className)
    if (second === undefined) continue
    throw new UserError(`${first} and ${second} would store their objects in the same folder.`, {
      hint: `${owners[0]?.[1]} holds those of one of them already. Import into another directory with --data. Nothing was imported.`,
    })
  }
  return taken
}

function hasObjects(className: string, { objects, folder }: StoredObjects): UserError {
  return new UserError(`${className} has ${count(objects, 'object')} already, in ${folder}.`, {
    hint: `Objects are never overwritten, so only classes without objects are imported. Move that folder away, leave the class out with --class, or choose another directory with --data. Nothing was imported.`,
  })
}

function nothingLeft(skipped: readonly SkippedFolder[], classNames: readonly string[]): UserError {
  const reasons = skipped.map(({ source, reason }) => `${source.folder}: ${reason}.`)
  const advice = `The app has ${classNames.join(', ') || 'no classes'}. A class whose name was another when its objects were stored: --rename Old:New.`
  return new UserError('Nothing can be imported.', { hint: [...reasons, advice].join('\n') })
}
