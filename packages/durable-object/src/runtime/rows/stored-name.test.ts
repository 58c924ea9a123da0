import { describe, expect, it } from 'vitest'
import type { RowData } from '../../state/index.ts'
import type { StateRows } from './state-rows.ts'
import { StoredName } from './stored-name.ts'

/** The rows that a name uses. */
function rowsOf(stored: Map<number, RowData>): StateRows {
  const rows: Pick<StateRows, 'read' | 'write'> = {
    read: (id) => stored.get(id) ?? null,
    write: (id, data) => void stored.set(id, data),
  }
  return rows as StateRows
}

describe('the name of an object', () => {
  it('is stored once, and known when the object is reached without it', () => {
    const stored = new Map<number, RowData>()
    const first = new StoredName(rowsOf(stored), 'alice')
    first.load()
    first.save()
    expect([...stored.values()]).toEqual(['alice'])
    const second = new StoredName(rowsOf(stored), undefined)
    expect(second.value).toBeUndefined()
    second.load()
    expect(second.value).toBe('alice')
    stored.clear()
    second.save()
    expect(stored.size).toBe(0)
  })

  it('is stored again after the object was deleted', () => {
    const stored = new Map<number, RowData>()
    const name = new StoredName(rowsOf(stored), 'alice')
    name.load()
    name.save()
    stored.clear()
    name.clear()
    name.save()
    expect(stored.size).toBe(1)
  })

  it('is not stored where there is none', () => {
    const stored = new Map<number, RowData>()
    const name = new StoredName(rowsOf(stored), undefined)
    name.load()
    name.save()
    expect(stored.size).toBe(0)
  })
})
