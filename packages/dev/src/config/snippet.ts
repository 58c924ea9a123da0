import type { ClassRecord, RecordChange } from './class-record.ts'
import { createdEntry, migrationFor } from './edit-record.ts'

export interface RecordChanges {
  record: ClassRecord
  changes: readonly RecordChange[]
}

/** What to add to a `wrangler.toml` by hand. */
export function formatSnippet(file: string, edits: readonly RecordChanges[]): string {
  const snippet = edits.map(tomlOf).filter(Boolean).join('\n\n')
  return `Add this to ${file}, which cloudwerk does not edit, and commit it:

${snippet}

Or move the settings to a wrangler.jsonc, which cloudwerk build keeps up to date, and remove ${file}.`
}

function tomlOf({ record, changes }: RecordChanges): string {
  const prefix = record.environment === undefined ? '' : `env.${key(record.environment)}.`
  if (record.kind === 'exports')
    return changes.flatMap((change) => tables(prefix, change)).join('\n\n')
  const migration = migrationFor(record, changes)
  return migration ? `[[${prefix}migrations]]\n${pairs(migration)}` : ''
}

function tables(prefix: string, change: RecordChange): string[] {
  const table = (name: string, entry: Record<string, string>) =>
    `[${prefix}exports.${key(name)}]\n${pairs(entry)}`
  const { type = '' } = createdEntry('sqlite')
  switch (change.what) {
    case 'create':
      return [table(change.className, createdEntry(change.storage))]
    case 'delete':
      return [table(change.className, { type, state: 'deleted' })]
    case 'rename':
      return [
        table(change.from, { type, state: 'renamed', renamed_to: change.to }),
        table(change.to, createdEntry(change.storage)),
      ]
  }
}

function pairs(values: Record<string, unknown>): string {
  return Object.entries(values)
    .map(([name, value]) => `${key(name)} = ${tomlValue(value)}`)
    .join('\n')
}

function tomlValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = Object.entries(value).map(([name, part]) => `${key(name)} = ${tomlValue(part)}`)
  return `{ ${inner.join(', ')} }`
}

function key(name: string): string {
  return /^[\w-]+$/.test(name) ? name : JSON.stringify(name)
}
