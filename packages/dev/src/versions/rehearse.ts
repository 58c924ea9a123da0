import { constants, copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type BuiltApp, readBuiltApp } from '../built-app/built-app.ts'
import { listIds } from '../data-directory/list-ids.ts'
import { readLockRecord } from '../data-directory/lock-record.ts'
import { renameKeys } from '../data-directory/namespace-keys.ts'
import { noData } from '../data-directory/no-data.ts'
import { readObjectsFolder } from '../data-directory/objects-folder.ts'
import { isRunning } from '../process/process-identity.ts'
import { didYouMean } from '../suggest.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { UserError } from '../user-error.ts'
import { runTools } from './run-tools.ts'
import type { RehearsalFailure } from './tools-worker.ts'

export interface RehearsalOptions {
  /** The folder of the built app, absolute. */
  root: string
  /** The data directory of `start`, or a copy of one, absolute. */
  data: string
  /** Only objects of this class. */
  className?: string | undefined
  /** At most so many objects of each class, chosen at random. */
  sample?: number | undefined
  /** Added to the vars of the build. */
  vars?: Record<string, string>
}

/** One object in a rehearsal. */
export interface RehearsedObject {
  id: string
  /** Undefined where it failed, or has none. */
  name?: string | undefined
  /** The version of its data; undefined where it failed, or has stored none. */
  from?: number | undefined
  milliseconds: number
  failure?: RehearsalFailure | undefined
}

/** The objects of one class in a rehearsal. */
export interface RehearsedClass {
  className: string
  objects: RehearsedObject[]
}

interface Stored {
  className: string
  /** The name of the folder. */
  key: string
  sql: boolean
  ids: string[]
}

/** Copies that exist at once, each with up to three open files. */
const atOnce = 50

/**
 * Wakes copies of stored objects with the built app, which migrates them, runs `start` and checks their
 * state. The data itself is only read.
 *
 * @throws UserError where there is no build or no data, or a server uses the data.
 */
export async function rehearse(options: RehearsalOptions): Promise<RehearsedClass[]> {
  const { root, data, vars } = options
  const app = readBuiltApp(root)
  assertUnused(data)
  const { folder } = readObjectsFolder(data)
  const stored = findStored(app, options)
  return withTemporaryFolder((copies) => {
    const namespaces = stored.map(({ className, key, sql }) => ({ className, uniqueKey: key, sql }))
    const tools = {
      app: { ...app, vars: { ...app.vars, ...vars } },
      namespaces,
      data: copies,
      explain,
    }
    return runTools(tools, async (url) => {
      const classes: RehearsedClass[] = []
      for (const { className, key, ids } of stored) {
        const place = { from: join(folder, key), to: join(copies, 'objects', key) }
        classes.push({ className, objects: await rehearseAll(url, { className, ids, place }) })
      }
      return classes
    })
  })
}

interface Batch {
  className: string
  ids: string[]
  /** The folders of the objects and of their copies. */
  place: { from: string; to: string }
}

async function rehearseAll(
  url: string,
  { className, ids, place }: Batch,
): Promise<RehearsedObject[]> {
  const objects: RehearsedObject[] = []
  mkdirSync(place.to, { recursive: true })
  for (let from = 0; from < ids.length; from += atOnce) {
    const batch = ids.slice(from, from + atOnce)
    for (const id of batch) copyObject(id, place)
    // One after another, so that each has its own time.
    for (const id of batch) objects.push(await rehearseOne(url, { className, id }))
    for (const id of batch) rmSync(join(place.to, `${id}.sqlite`), { force: true })
  }
  return objects
}

async function rehearseOne(
  url: string,
  request: { className: string; id: string },
): Promise<RehearsedObject> {
  const start = performance.now()
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(request) })
  const milliseconds = performance.now() - start
  if (!response.ok) {
    throw new UserError(
      `${request.className} ${request.id} cannot be rehearsed: ${await response.text()}`,
    )
  }
  // `tools-worker.ts` answers with one of the two.
  const { done, failure } = (await response.json()) as {
    done?: Pick<RehearsedObject, 'name' | 'from'>
    failure?: RehearsalFailure
  }
  return { id: request.id, ...done, milliseconds, failure }
}

/** With its log, but without the platform's list of alarms, so that none rings. */
function copyObject(id: string, { from, to }: Batch['place']): void {
  for (const name of [`${id}.sqlite`, `${id}.sqlite-wal`]) {
    if (existsSync(join(from, name))) {
      copyFileSync(join(from, name), join(to, name), constants.COPYFILE_FICLONE)
    }
  }
}

function findStored(app: BuiltApp, { data, className, sample }: RehearsalOptions): Stored[] {
  const { keys, folder, text } = readObjectsFolder(data)
  if (text === undefined) throw noData(data)
  const classNames = app.classes.map((built) => built.className)
  if (className !== undefined && !classNames.includes(className)) {
    throw new UserError(`The build has no class ${className}.`, {
      hint: `${didYouMean(className, classNames)}Its classes are ${classNames.join(', ')}.`,
    })
  }
  const hasData = (key: string): boolean => listIds(join(folder, key)).length > 0
  const renamed = renameKeys(keys, { ...app.settled, classNames, hasData })
  return app.classes.flatMap((built) => {
    const key = renamed.get(built.className)
    const isChosen = className === undefined || className === built.className
    if (key === undefined || !isChosen) return []
    return [{ ...built, key, ids: choose(listIds(join(folder, key)), sample) }]
  })
}

function choose(ids: string[], sample: number | undefined): string[] {
  if (sample === undefined || sample >= ids.length) return ids
  const chosen = [...ids]
  for (let at = 0; at < sample; at++) {
    const other = at + Math.floor(Math.random() * (chosen.length - at))
    ;[chosen[at], chosen[other]] = [chosen[other] as string, chosen[at] as string]
  }
  return chosen.slice(0, sample)
}

/** A copy that is taken while a server writes can be of two moments. */
function assertUnused(data: string): void {
  const holder = readLockRecord(join(data, 'lock'))
  if (!holder || !isRunning(holder.node)) return
  throw new UserError(
    `The data in ${data} is in use by cloudwerk start (process ${holder.node.pid}).`,
    {
      hint: 'Stop it, or rehearse on a backup: objects that are copied while they are written can be damaged.',
    },
  )
}

function explain(lines: readonly string[]): UserError {
  return new UserError('The built app does not start.', { hint: lines.join('\n') || undefined })
}
