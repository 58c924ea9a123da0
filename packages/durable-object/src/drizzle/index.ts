/**
 * Takes migrations of Drizzle into `versions.sql`. Drizzle itself is a dependency of the app.
 *
 * @packageDocumentation
 */
import type { SqlStep } from '../definition/versions.ts'
import { fail } from '../fail.ts'

/** What `drizzle-kit generate` writes into `migrations.js` with `driver: 'durable-sqlite'`. */
export interface DrizzleMigrations {
  /** The order of the migrations. */
  journal: { entries: readonly { idx: number; tag: string }[] }
  /** The SQL of each, as `m0000`. */
  migrations: Readonly<Record<string, string>>
}

/**
 * The migrations of a Drizzle project as steps of `versions.sql`. Unlike Drizzle's own migrator they are
 * applied synchronously, and with the state or not at all.
 *
 * @throws DurableObjectConfigError where the journal names a migration whose text is missing.
 *
 * @example
 * ```ts
 * import { fromDrizzle } from '@cloudwerk/durable-object/drizzle'
 *
 * // As in drizzle/migrations.js
 * const journal = { entries: [{ idx: 0, tag: '0000_notes' }] }
 * const migrations = { m0000: 'CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)' }
 *
 * export const versions = { sql: fromDrizzle({ journal, migrations }) }
 * ```
 */
export function fromDrizzle({ journal, migrations }: DrizzleMigrations): SqlStep[] {
  return journal.entries
    .toSorted((a, b) => a.idx - b.idx)
    .map(({ idx, tag }) => {
      const key = `m${String(idx).padStart(4, '0')}`
      const up = migrations[key]
      if (typeof up === 'string') return { name: tag, up }
      return fail(
        'fromDrizzle',
        `finds no text of ${tag} (${key})`,
        'Run drizzle-kit generate again.',
      )
    })
}
