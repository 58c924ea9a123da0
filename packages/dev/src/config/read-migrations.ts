import { UserError } from '../user-error.ts'
import type { ClassEntry, Rename } from './class-record.ts'
import type { Where } from './read-exports.ts'

/** One step of the older list, its fields not checked. */
interface Migration {
  tag?: unknown
  new_classes?: string[]
  new_sqlite_classes?: string[]
  renamed_classes?: Rename[]
  deleted_classes?: string[]
  transferred_classes?: { to: string }[]
}

/** The classes after all migrations, as entries of the `exports` map would describe them. */
export function readMigrations(
  value: unknown,
  where: Where,
): { tags: string[]; entries: Map<string, ClassEntry>; renames: Rename[] } {
  const entries = new Map<string, ClassEntry>()
  const renames: Rename[] = []
  if (value === undefined) return { tags: [], entries, renames }
  if (!Array.isArray(value)) throw wrong(where, 'migrations', 'must be a list')
  const tags = value.map((migration: Migration | null, index) => {
    const tag = migration?.tag
    if (typeof tag !== 'string') throw wrong(where, `migrations[${index}]`, 'has no `tag`')
    try {
      apply(migration as Migration, entries)
      renames.push(...((migration as Migration).renamed_classes ?? []))
    } catch (cause) {
      if (!(cause instanceof TypeError)) throw cause
      throw wrong(where, `migrations[${index}]`, 'is not what Wrangler expects', cause)
    }
    return tag
  })
  return { tags, entries, renames }
}

// In Wrangler's own order (4.149): a step may delete a class and make a new one of the same name.
function apply(migration: Migration, entries: Map<string, ClassEntry>): void {
  for (const name of migration.deleted_classes ?? []) entries.set(name, { state: 'deleted' })
  for (const { from, to } of migration.renamed_classes ?? []) {
    entries.set(to, entries.get(from) ?? { state: 'expecting-transfer' })
    entries.set(from, { state: 'renamed', to })
  }
  for (const { to } of migration.transferred_classes ?? []) {
    entries.set(to, { state: 'expecting-transfer' })
  }
  for (const name of migration.new_classes ?? []) {
    entries.set(name, { state: 'created', storage: 'legacy-kv' })
  }
  for (const name of migration.new_sqlite_classes ?? []) {
    entries.set(name, { state: 'created', storage: 'sqlite' })
  }
}

function wrong({ file, prefix }: Where, name: string, what: string, cause?: unknown): UserError {
  return new UserError(`\`${prefix}${name}\` ${what}.`, {
    file,
    hint: 'A migration reads { "tag": "v1", "new_sqlite_classes": ["Counter"] }. Nothing was changed.',
    cause,
  })
}
