import { readdirSync, readFileSync } from 'node:fs'
import { getNodeValue, parse } from 'jsonc-parser'
import { describe, expect, test } from 'vitest'
import { additionsTo } from '../lifecycle/record-build.ts'
import type { RecordChange } from './class-record.ts'
import { editRecord } from './edit-record.ts'
import { parseJsonc } from './parse-jsonc.ts'
import { readRecords } from './read-records.ts'

const file = 'wrangler.jsonc'
const folder = new URL('./golden/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const names = readdirSync(folder).flatMap((name) => /^(.+)\.before\.txt$/.exec(name)?.[1] ?? [])
const room = { className: 'ChatRoom', storage: 'sqlite', file: 'app/objects/chat-room.ts' } as const

function recordsOf(text: string) {
  return readRecords(getNodeValue(parseJsonc(text, file)), file)
}

function addRoom(text: string): string {
  const code = { objects: [room], exported: undefined }
  return recordsOf(text).reduce(
    (before, record) => editRecord(before, { ...additionsTo(record, code), file }),
    text,
  )
}

test.each(names)('a new object adds one entry and changes no other byte: %s', (name) => {
  const after = addRoom(read(`${name}.before.txt`))
  expect(after).toBe(read(`${name}.after.txt`))
  expect(addRoom(after)).toBe(after)
})

describe('a decision', () => {
  const change = (text: string, ...changes: RecordChange[]) => {
    const [record] = recordsOf(text)
    if (!record) throw new Error('no record')
    return editRecord(text, { record, changes, file })
  }
  const shop = `{
  "exports": {
    "Cart": { "type": "durable-object", "storage": "sqlite" }, // carts
    "Trolley": { "type": "durable-object", "state": "renamed", "renamed_to": "Cart" }
  }
}`

  test('a rename leaves a mark, and what was renamed before follows', () => {
    const after = change(shop, { what: 'rename', from: 'Cart', to: 'Basket', storage: 'sqlite' })
    expect(after).toBe(`{
  "exports": {
    "Cart": { "type": "durable-object", "state": "renamed", "renamed_to": "Basket" }, // carts
    "Trolley": { "type": "durable-object", "state": "renamed", "renamed_to": "Basket" },
    "Basket": { "type": "durable-object", "storage": "sqlite" }
  }
}`)
  })

  test('a renamed class keeps its container', () => {
    const entry = '"type": "durable-object", "storage": "sqlite", "container": "box"'
    const after = change(`{ "exports": { "A": { "state": "created", ${entry} } } }`, {
      what: 'rename',
      from: 'A',
      to: 'B',
      storage: 'sqlite',
    })
    expect(after).toContain(`"renamed_to": "B" }, "B": { ${entry} } }`)
  })

  test('a deletion leaves a mark', () => {
    const [line] = change(shop, { what: 'delete', className: 'Cart' }).match(/"Cart".*/) ?? []
    expect(line).toBe('"Cart": { "type": "durable-object", "state": "deleted" }, // carts')
  })

  test('a list of migrations gets one step for all changes', () => {
    const text = '{ "migrations": [{ "tag": "v9", "new_sqlite_classes": ["A", "B"] }] }'
    const after = change(
      text,
      { what: 'rename', from: 'A', to: 'C', storage: 'sqlite' },
      { what: 'delete', className: 'B' },
      { what: 'create', className: 'K', storage: 'legacy-kv' },
    )
    expect(parse(after).migrations[1]).toEqual({
      tag: 'v10',
      new_classes: ['K'],
      renamed_classes: [{ from: 'A', to: 'C' }],
      deleted_classes: ['B'],
    })
    expect(after.startsWith(text.slice(0, -4))).toBe(true)
  })

  test.each([
    ['v1', 'v2'],
    ['v09', 'v10'],
    ['2026-11-23', '2026-11-24'],
    ['initial', 'initial-2'],
    ['v001', 'v002'],
  ])('the tag after %s is %s', (tag, next) => {
    const text = JSON.stringify({ migrations: [{ tag, new_classes: ['A'] }] })
    const after = change(text, { what: 'delete', className: 'A' })
    expect(parse(after).migrations[1].tag).toBe(next)
  })
})
