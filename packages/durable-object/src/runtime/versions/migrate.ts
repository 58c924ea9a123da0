import type { ObjectVersions, SqlStep } from '../../definition/versions.ts'
import type { DataVersion, LiveState } from '../../state/index.ts'
import type { UpdateOptions } from '../features/features.ts'
import { nativeTimers } from '../timeouts/native-timers.ts'
import { currentTurn } from '../turns/current-turn.ts'
import { Turn } from '../turns/turn.ts'
import type { SleepingObject } from '../waking/sleeping-object.ts'
import { transactWhereSql } from '../waking/transact.ts'
import { assertMayMigrate, noteFailure, runStep, type Way } from './migration-failures.ts'
import { hashSteps, nameOf, textOf } from './sql-steps.ts'

interface MigrateOptions extends UpdateOptions {
  versions: ObjectVersions<unknown>
  /** The version of the code. */
  current: DataVersion
}

/** Brings stored data to the version of the code: all of it or nothing. */
export async function migrate(
  object: SleepingObject,
  { live, chain, versions, current }: MigrateOptions,
): Promise<void> {
  assertMayMigrate(object)
  const { state } = object
  const { dataVersion } = live
  const way = { from: dataVersion.version, to: current.version }
  const turn = new Turn('migrate', object, { chain, isWake: true })
  turn.state = live
  const bookmark = await currentBookmark(object.storage)
  try {
    await transactWhereSql(object, async () => {
      applySqlSteps(object, { ...way, steps: versions.sql ?? [], applied: dataVersion })
      const run = (): void =>
        runStateSteps(object, { turn, live, way, steps: versions.migrate ?? {} })
      await currentTurn.run(turn, () => turn.run(run))
      checkSchema(object, live, way)
      runStep(object, { ...way, step: 'commit' }, () => {
        object.transactions?.deferredKeys.check()
        live.dataVersion = { ...current, bookmark }
        live.touch()
        state.save(live, turn.writes)
      })
    })
    object.send(turn)
  } catch (error) {
    live.undo()
    live.dataVersion = dataVersion
    state.rows.forget()
    throw error
  } finally {
    turn.end()
  }
}

interface SqlOptions extends Partial<Way> {
  to: number
  steps: readonly SqlStep[]
  /** What stored data has seen of them. */
  applied?: Pick<DataVersion, 'sqlCount' | 'sqlHash'>
}

/** Runs the SQL steps that the data has not seen, in the transaction that is open. */
export function applySqlSteps(
  object: SleepingObject,
  {
    from = 0,
    to,
    steps,
    applied: { sqlCount, sqlHash } = { sqlCount: 0, sqlHash: '' },
  }: SqlOptions,
): void {
  if (hashSteps(steps.slice(0, sqlCount)) !== sqlHash) {
    const cause = new Error(
      `One of the first ${sqlCount} SQL steps was changed after it was applied. Restore it, and add a new step instead.`,
    )
    throw noteFailure(object, { from, to, step: 'sql', cause })
  }
  for (const [index, step] of steps.entries()) {
    if (index < sqlCount) continue
    runStep(object, { from, to, step: nameOf(step, index) }, () => {
      object.storage.sql.exec(textOf(step))
    })
  }
}

interface StateOptions {
  turn: Turn
  live: LiveState
  way: Way
  steps: NonNullable<ObjectVersions<unknown>['migrate']>
}

function runStateSteps(object: SleepingObject, { turn, live, way, steps }: StateOptions): void {
  const self = new object.blueprint.HandlerClass(object, turn)
  for (let version = way.from + 1; version <= way.to; version++) {
    const step = steps[version]
    if (!step) continue
    runStep(object, { ...way, step: `migrate ${version}` }, () => {
      const next: unknown = step(self.state, self.ctx)
      if (isPromise(next)) refusePromise(next)
      if (next !== undefined) self.state = next
      live.flush()
    })
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}

function refusePromise(promise: PromiseLike<unknown>): never {
  promise.then(undefined, () => undefined)
  throw new Error(
    'It returned a promise, but a step must be done when it returns. Leave out async and await.',
  )
}

/** Of all of it: what the step did not touch may not fit either. */
function checkSchema(object: SleepingObject, live: LiveState, way: Way): void {
  const { schema } = object.blueprint
  if (!schema) return
  runStep(object, { ...way, step: 'schema' }, () =>
    schema.parse(live.snapshot(), object.identity.describe()),
  )
}

/** Where the database can be brought back to; undefined on your own machine, where nothing keeps its past. */
async function currentBookmark(storage: DurableObjectStorage): Promise<string | undefined> {
  try {
    // It throws there. The other one would give a bookmark that means nothing, and write a table.
    await storage.getBookmarkForTime(nativeTimers.now())
    return await storage.getCurrentBookmark()
  } catch {
    return undefined
  }
}
