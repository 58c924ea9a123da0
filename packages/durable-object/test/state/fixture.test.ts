import { expect, it } from 'vitest'
import { LiveState } from '../../src/state/index.ts'
import fixture from './fixtures/v1.json' with { type: 'json' }
import { createFixtureValue } from './fixtures/value.ts'
import { difference } from './harness/difference.ts'
import { MemoryRows } from './harness/memory-rows.ts'
import { newScope } from './harness/scope.ts'

function stored(): MemoryRows {
  const rows = new MemoryRows()
  for (const [id, data] of fixture as [number, string | { bytes: string }][]) {
    rows.rows.set(
      id,
      typeof data === 'string'
        ? data
        : Uint8Array.from(atob(data.bytes), (c: string) => c.charCodeAt(0)).buffer,
    )
  }
  return rows
}

it('reads what the first version wrote', () => {
  const live = LiveState.load(stored(), { pageSize: 200 })
  expect(difference(live?.snapshot(), createFixtureValue())).toBeUndefined()
})

it.each([
  ['[2,[3,2,1,"0123456789abcdef"],', undefined],
  ['[2,[3,2,1,"0123456789abcdef","00000085-0000026f"],', '00000085-0000026f'],
])('reads a header of the second format, and keeps it: %s', (start, bookmark) => {
  const rows = stored()
  const header = String(rows.rows.get(1)).replace(/^\[1,/, start)
  rows.rows.set(1, header)
  const live = LiveState.load(rows, { pageSize: 200 }) as LiveState
  const { sqlHash } = live.dataVersion
  expect(live.dataVersion).toEqual({ version: 3, readsFrom: 2, sqlCount: 1, sqlHash, bookmark })
  expect(sqlHash).toBe('0123456789abcdef')
  expect(difference(live.snapshot(), createFixtureValue())).toBeUndefined()
  live.touch()
  live.commit()
  expect(rows.rows.get(1)).toBe(header)
})

it('writes the first format where there is nothing more to say', () => {
  const rows = new MemoryRows()
  const live = LiveState.create(rows, { a: 1 })
  live.commit()
  expect(rows.rows.get(1)).toBe('[1,{"a":1}]')
  live.dataVersion = { version: 2, readsFrom: 1, sqlCount: 0, sqlHash: '' }
  live.replace(newScope(), { a: 2 })
  live.commit()
  expect(rows.rows.get(1)).toBe('[2,[2,1,0,""],{"a":2}]')
})

it.each(['[3,[1],{}]', '[2,{}]', '[2,"a",{}]'])('leaves an unknown header alone: %s', (header) => {
  const rows = new MemoryRows()
  rows.rows.set(1, header)
  expect(() => LiveState.load(rows)).toThrow(expect.objectContaining({ row: 1 }))
  expect([...rows.rows]).toEqual([[1, header]])
})
