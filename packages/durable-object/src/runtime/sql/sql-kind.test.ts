import { describe, expect, it } from 'vitest'
import { kindOf, type SqlKind } from './sql-kind.ts'

/** Only a statement that begins with WITH is explained. */
const explained: string[] = []
const native = {
  exec(query: string) {
    explained.push(query)
    if (query.includes('nonsense')) throw new Error('near "nonsense": syntax error')
    const writes = /\b(insert|update|delete)\b/i.test(query)
    return { toArray: () => [{ opcode: 'Transaction', p2: writes ? 1 : 0 }] }
  },
} as unknown as SqlStorage

describe('the kind of a statement', () => {
  it.each<[query: string, kind: SqlKind]>([
    ['SELECT 1', 'select'],
    ['  values (1), (2);', 'select'],
    ["select ';' -- ;\n, [a;b] /* ; */ from t", 'select'],
    ['-- a comment\nSELECT 1', 'select'],
    ['EXPLAIN DELETE FROM t', 'read'],
    ['PRAGMA table_info(t)', 'read'],
    ['pragma foreign_keys;', 'read'],
    ['PRAGMA foreign_keys = 1', 'write'],
    ['PRAGMA foreign_keys(1)', 'write'],
    ['INSERT INTO t VALUES (?)', 'change'],
    ["update t set a = 'x';", 'change'],
    ['DELETE FROM t RETURNING id', 'write'],
    ["INSERT INTO t VALUES ('returning')", 'write'],
    ['SELECT 1; DELETE FROM t', 'write'],
    ['INSERT INTO t VALUES (1); SELECT 1', 'write'],
    ['CREATE TABLE t (id)', 'write'],
    ['', 'write'],
  ])('is found from its text: %j', (query, kind) => {
    expect(kindOf(query, native, [])).toBe(kind)
    expect(explained).toEqual([])
  })

  it('is found from its program where it begins with WITH, once', () => {
    const reading = 'WITH a AS (SELECT 1) SELECT * FROM a'
    const writing = 'with a as (select 1) insert into t select * from a'
    expect(kindOf(reading, native, [])).toBe('read')
    expect(kindOf(writing, native, [])).toBe('write')
    expect(kindOf(reading, native, [])).toBe('read')
    expect(explained.splice(0)).toEqual([`EXPLAIN ${reading}`, `EXPLAIN ${writing}`])
  })

  it('is asked for again where the statement is invalid', () => {
    const invalid = 'WITH nonsense'
    expect([kindOf(invalid, native, []), kindOf(invalid, native, [])]).toEqual(['write', 'write'])
    expect(explained.splice(0)).toHaveLength(2)
  })

  it.each([
    'INSERT OR ROLLBACK INTO t VALUES (1)',
    'CREATE TABLE t (id UNIQUE ON CONFLICT ROLLBACK)',
    "CREATE TRIGGER r BEFORE INSERT ON t BEGIN SELECT RAISE (ROLLBACK, 'no'); END",
  ])('is refused where it would end the transaction: %s', (query) => {
    expect(() => kindOf(query, native, [])).toThrow(/ROLLBACK cannot be used/)
  })

  it('is not refused for such words in a text', () => {
    expect(kindOf("SELECT 'or rollback'", native, [])).toBe('select')
  })
})
