import { findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser'
import { UserError } from '../user-error.ts'
import { type ClassRecord, type RecordChange, recordPath, type Storage } from './class-record.ts'
import { parseJsonc } from './parse-jsonc.ts'
import { appendItems, replaceValue } from './splice-jsonc.ts'

export interface RecordEdit {
  file: string
  record: ClassRecord
  changes: readonly RecordChange[]
}

/** The text of the configuration after the changes of one record. Every other byte stays. */
export function editRecord(text: string, edit: RecordEdit): string {
  if (edit.changes.length === 0) return text
  return edit.record.kind === 'exports' ? editExports(text, edit) : addMigration(text, edit)
}

export function createdEntry(storage: Storage): Record<string, string> {
  return { type: 'durable-object', storage }
}

/** One step of `migrations` for all changes. Undefined where there are none. */
export function migrationFor(
  { tags }: ClassRecord,
  changes: readonly RecordChange[],
): (Record<string, unknown> & { tag: string }) | undefined {
  if (changes.length === 0) return undefined
  const created = (storage: Storage) =>
    changes.flatMap((change) =>
      change.what === 'create' && change.storage === storage ? [change.className] : [],
    )
  const lists = {
    new_sqlite_classes: created('sqlite'),
    new_classes: created('legacy-kv'),
    renamed_classes: changes.flatMap((change) =>
      change.what === 'rename' ? [{ from: change.from, to: change.to }] : [],
    ),
    deleted_classes: changes.flatMap((change) =>
      change.what === 'delete' ? [change.className] : [],
    ),
  }
  const filled = Object.entries(lists).filter(([, list]) => list.length > 0)
  return { tag: nextTag(tags), ...Object.fromEntries(filled) }
}

/** Counts up from the last tag: `v3` after `v2`, `2026-2` after `2026`. */
function nextTag(tags: readonly string[]): string {
  const [, stem, digits] = /^(.*?)(\d*)$/.exec(tags.at(-1) ?? 'v0') ?? []
  const prefix = digits ? stem : `${stem}-`
  let number = digits ? Number(digits) : 1
  let tag: string
  do {
    number += 1
    tag = `${prefix}${String(number).padStart(digits?.length ?? 0, '0')}`
  } while (tags.includes(tag))
  return tag
}

function editExports(text: string, { file, record, changes }: RecordEdit): string {
  const path = recordPath(record)
  let edited = text
  const find = (className: string) =>
    findNodeAtLocation(parseJsonc(edited, file), [...path, className])
  const replace = (className: string, entry: object) => {
    const node = find(className)
    if (node) edited = replaceValue(edited, node, inOneLine({ type: 'durable-object', ...entry }))
  }
  const created: [string, object][] = []
  for (const change of changes) {
    if (change.what === 'create') created.push([change.className, createdEntry(change.storage)])
    if (change.what === 'delete') replace(change.className, { state: 'deleted' })
    if (change.what !== 'rename') continue
    const node = find(change.from)
    // With everything else in the entry, such as a container.
    created.push([change.to, { ...(node && getNodeValue(node)), state: undefined }])
    // Earlier renames to this class, too: a target must be a class that exists.
    for (const [name, entry] of record.entries) {
      const follows = entry.state === 'renamed' && entry.to === change.from
      if (follows || name === change.from)
        replace(name, { state: 'renamed', renamed_to: change.to })
    }
  }
  const items = created.map(([name, entry]) => `${JSON.stringify(name)}: ${inOneLine(entry)}`)
  const root = parseJsonc(edited, file)
  const map = findNodeAtLocation(root, path)
  if (map) return appendItems(edited, expectType(map, { type: 'object', file }), items)
  if (items.length === 0) return edited
  return appendItems(edited, root, [`"exports": {\n\t${items.join(',\n\t')}\n}`])
}

function addMigration(text: string, { file, record, changes }: RecordEdit): string {
  const migration = migrationFor(record, changes)
  const list = findNodeAtLocation(parseJsonc(text, file), recordPath(record))
  if (!list || !migration) return text
  return appendItems(text, expectType(list, { type: 'array', file }), [inOneLine(migration)])
}

/** As people write it: `{ "tag": "v1", "new_sqlite_classes": ["A", "B"] }`. */
function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const given = Object.entries(value).filter(([, inner]) => inner !== undefined)
  const properties = given.map(([key, inner]) => `${JSON.stringify(key)}: ${inOneLine(inner)}`)
  return `{ ${properties.join(', ')} }`
}

function expectType(node: Node, { type, file }: { type: 'object' | 'array'; file: string }): Node {
  if (node.type === type) return node
  throw new UserError(`Expected an ${type} here, found ${JSON.stringify(getNodeValue(node))}.`, {
    file,
    hint: 'Fix it by hand. Nothing was changed.',
  })
}
