import { UserError } from '../user-error.ts'
import type { ClassEntry } from './class-record.ts'
import { isRecord } from './fields.ts'

export interface Where {
  file: string
  /** `env.production.`, or empty for the top level. */
  prefix: string
}

/**
 * The durable objects of an `exports` map. Entries of other types are ignored.
 *
 * @throws UserError for an invalid entry, with the form that it must have.
 */
export function readExports(value: unknown, where: Where): Map<string, ClassEntry> {
  if (value === undefined) return new Map()
  if (!isRecord(value)) throw wrong(where, 'exports', 'must be an object: `"exports": { }`')
  const entries = new Map<string, ClassEntry>()
  for (const [className, entry] of Object.entries(value)) {
    if (!isRecord(entry)) throw wrong(where, `exports.${className}`, 'must be an object')
    if (entry.type === undefined) throw wrong(where, `exports.${className}`, 'has no `type`')
    if (entry.type === 'durable-object') entries.set(className, readEntry(entry, className, where))
  }
  assertTargets(entries, where)
  return entries
}

function readEntry(entry: Record<string, unknown>, className: string, where: Where): ClassEntry {
  const name = `exports.${className}`
  const { state = 'created', storage, renamed_to: to } = entry
  switch (state) {
    case 'created':
      if (storage === 'sqlite' || storage === 'legacy-kv') return { state, storage }
      throw wrong(where, name, 'needs a `storage`: "sqlite" or "legacy-kv"')
    case 'renamed':
      if (typeof to === 'string') return { state, to }
      throw wrong(where, name, 'needs `renamed_to`, the class that has its objects now')
    case 'expecting-transfer':
      return storage === 'sqlite' || storage === 'legacy-kv' ? { state, storage } : { state }
    case 'deleted':
    case 'transferred':
      return { state }
    default:
      throw wrong(where, name, `has an unknown \`state\`: ${JSON.stringify(state)}`)
  }
}

function assertTargets(entries: ReadonlyMap<string, ClassEntry>, where: Where): void {
  for (const [className, entry] of entries) {
    if (entry.state !== 'renamed' || entries.get(entry.to)?.state === 'created') continue
    const what = `is renamed to ${entry.to}, which has no entry as an existing class`
    throw wrong(where, `exports.${className}`, what)
  }
}

function wrong({ file, prefix }: Where, name: string, what: string): UserError {
  return new UserError(`\`${prefix}${name}\` ${what}.`, {
    file,
    hint: 'An entry reads "Counter": { "type": "durable-object", "storage": "sqlite" }. Nothing was changed.',
  })
}
