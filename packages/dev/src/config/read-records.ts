import { UserError } from '../user-error.ts'
import type { ClassEntry, ClassRecord, Rename } from './class-record.ts'
import { fieldsOf } from './fields.ts'
import { readExports } from './read-exports.ts'
import { readMigrations } from './read-migrations.ts'

/** The parts of a Wrangler configuration that list the classes; unchecked. */
export interface RecordSource {
  exports?: unknown
  migrations?: unknown
}

/**
 * The records of a configuration: that of the top level, then those of the environments that
 * have one of their own. An environment's own `exports` or `migrations` replaces the top level's.
 *
 * @throws UserError for an invalid record, and for both kinds at once.
 */
export function readRecords(raw: unknown, file: string): ClassRecord[] {
  const config = fieldsOf(raw)
  const top = readRecord(config, { file, environment: undefined })
  const environments = Object.entries(fieldsOf(config.env)).map(([environment, value]) => {
    const own = fieldsOf(value)
    const record = readRecord({ ...pickRecord(config), ...pickRecord(own) }, { file, environment })
    return Object.keys(pickRecord(own)).length > 0 ? [record] : []
  })
  return [top, ...environments.flat()]
}

/** @throws UserError for an invalid record, and for both kinds at once. */
export function readRecord(
  source: RecordSource,
  { file, environment }: { file: string; environment: string | undefined },
): ClassRecord {
  const prefix = environment === undefined ? '' : `env.${environment}.`
  const { tags, ...migrated } = readMigrations(source.migrations, { file, prefix })
  const entries = readExports(source.exports, { file, prefix })
  if (tags.length === 0) {
    return { kind: 'exports', environment, entries, renames: renamesOf(entries), tags }
  }
  if (entries.size > 0) throw bothKinds(file, prefix)
  return { kind: 'migrations', environment, ...migrated, tags }
}

function renamesOf(entries: ReadonlyMap<string, ClassEntry>): Rename[] {
  return [...entries].flatMap(([from, entry]) =>
    entry.state === 'renamed' ? [{ from, to: entry.to }] : [],
  )
}

function pickRecord({ exports, migrations }: RecordSource): RecordSource {
  return {
    ...(exports !== undefined && { exports }),
    ...(migrations !== undefined && { migrations }),
  }
}

function bothKinds(file: string, prefix: string): UserError {
  return new UserError(
    `Both \`${prefix}migrations\` and \`${prefix}exports\` list Durable Objects, and only one may.`,
    {
      file,
      hint: 'To continue with `migrations`, remove the durable-object entries of `exports`. To use `exports`, list all classes there that exist after the migrations, and remove `migrations`.',
    },
  )
}
