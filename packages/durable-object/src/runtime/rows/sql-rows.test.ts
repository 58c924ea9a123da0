import { describe, expect, test } from 'vitest'
import { SqlRows } from './sql-rows.ts'

type Result = Record<string, unknown>[]

/** Storage whose statements give what `answer` gives, and the statements. */
function storageOf(answer: (query: string) => Result): {
  rows: SqlRows
  statements: string[]
} {
  const statements: string[] = []
  const exec = (query: string): { toArray(): Result } => {
    statements.push(query)
    const result = answer(query)
    return { toArray: () => result }
  }
  const storage = { sql: { exec } } as unknown as DurableObjectStorage
  return { rows: new SqlRows(storage), statements }
}

const stored = [
  { id: 0, data: 'name' },
  { id: 1, data: '[1,{}]' },
]

describe('the rows that a wake reads', () => {
  test('are read in one statement', () => {
    const { rows, statements } = storageOf(() => stored)
    rows.open()
    expect([rows.read(0), rows.read(1)]).toEqual(['name', '[1,{}]'])
    expect(statements).toHaveLength(1)
  })

  test('are read again once they were read, or something was written', () => {
    const { rows, statements } = storageOf((query) => (query.includes('BETWEEN') ? stored : []))
    rows.open()
    rows.read(1)
    expect(rows.read(1)).toBeNull()
    rows.forget()
    rows.open()
    rows.write(1, '[1,{"a":1}]')
    expect(rows.read(1)).toBeNull()
    rows.forget()
    rows.open()
    rows.remove(0)
    expect(rows.read(0)).toBeNull()
    expect(statements.filter((query) => query.includes('BETWEEN'))).toHaveLength(3)
  })

  test('are none where there is no table', () => {
    const { rows } = storageOf((query) => {
      if (query.includes('sqlite_master')) return []
      throw new Error('no such table')
    })
    rows.open()
    expect(rows.read(1)).toBeNull()
  })

  test('are not taken for none where reading them failed', () => {
    const { rows } = storageOf((query) => {
      if (query.includes('sqlite_master')) return [{}]
      throw new Error('the disk cannot be read')
    })
    expect(() => rows.open()).toThrow('the disk cannot be read')
  })
})
