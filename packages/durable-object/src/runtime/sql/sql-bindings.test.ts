import { describe, expect, it } from 'vitest'
import { sqlValueBytes } from '../../limits.ts'
import { toSqlValues } from './sql-bindings.ts'

describe('bindings', () => {
  it('come one by one or as an array', () => {
    const bytes = new Uint8Array(2)
    expect(toSqlValues([1, 'a', null, undefined, bytes, 5n])).toEqual([
      1,
      'a',
      null,
      null,
      bytes,
      5,
    ])
    expect(toSqlValues([[1, 2]])).toEqual([1, 2])
  })

  it.each<[value: unknown, message: string]>([
    [Number.NaN, 'Binding 2 is NaN'],
    [true, 'Binding 2 is the boolean true'],
    [2n ** 53n, 'Binding 2 is a bigint beyond 2^53'],
    [new Date(0), 'Binding 2 is a Date'],
    [{ a: 1 }, 'Binding 2 is of type object'],
    [[1], 'Binding 2 is of type array'],
    [() => 1, 'Binding 2 is of type function'],
  ])('are refused with their position: %s', (value, message) => {
    expect(() => toSqlValues([1, value])).toThrow(message)
  })

  it('can have as many bytes as production takes', () => {
    const half = sqlValueBytes / 2
    for (const fits of [
      'x'.repeat(sqlValueBytes),
      'é'.repeat(half),
      new Uint8Array(sqlValueBytes),
    ]) {
      expect(toSqlValues([fits])).toEqual([fits])
    }
    for (const larger of [`x${'é'.repeat(half)}`, new Uint8Array(sqlValueBytes + 1)]) {
      expect(() => toSqlValues([larger])).toThrow(`Binding 1 has ${sqlValueBytes + 1} bytes`)
    }
  })
})
