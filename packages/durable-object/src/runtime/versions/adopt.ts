import type { ObjectContext } from '../../definition/context.ts'
import type { AnyDurableObjectDefinition } from '../../definition/definition.ts'
import type { FoundData, ObjectVersions } from '../../definition/versions.ts'
import { userTables } from '../storage/user-tables.ts'
import type { SleepingObject } from '../waking/sleeping-object.ts'
import { noteFailure } from './migration-failures.ts'

/** What an earlier class left in the storage; undefined where there is nothing. */
export async function findData(object: SleepingObject): Promise<FoundData | undefined> {
  const { storage, blueprint } = object
  const isLegacy = blueprint.settings.backend === 'legacy'
  const keys = isLegacy
    ? [...(await storage.list()).keys()]
    : Array.from(storage.kv.list(), ([key]) => key)
  const tables = isLegacy ? [] : userTables(storage)
  return keys.length + tables.length > 0 ? { keys, tables } : undefined
}

interface Adopting {
  found: FoundData
  init: Init
  /** The version of the code. */
  to: number
}

type Init = NonNullable<AnyDurableObjectDefinition['init']>
type Adopt = NonNullable<ObjectVersions<unknown>['adopt']>

/** An `init` that takes over what is there. */
export function adopting(
  object: SleepingObject,
  adopt: Adopt,
  { found, init, to }: Adopting,
): Init {
  return async function (this: object, ctx) {
    return (await tryToAdopt(ctx)) ?? init.call(this as never, ctx)
  }

  async function tryToAdopt(ctx: ObjectContext): Promise<unknown> {
    try {
      return await adopt(ctx, found)
    } catch (cause) {
      throw noteFailure(object, { from: 0, to, step: 'adopt', cause })
    }
  }
}
