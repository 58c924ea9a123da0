/**
 * Takes migrations of Drizzle into `versions.sql`. Drizzle itself is a dependency of the app.
 *
 * @packageDocumentation
 */
import type { SqlStep } from '../definition/versions.ts'
import { fail } from '../fail.ts'

/** What `drizzle-kit generate` writes into `migrations.js` with `driver: 'durable-sqlite'`. */
export interface DrizzleMigrations {
  journal: { entries: readonly { idx: number; tag: string }[] }
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
 * import migrations from '../../drizzle/migrations.js'
 *
 * const versions = { version: 2, sql: fromDrizzle(migrations) }
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
