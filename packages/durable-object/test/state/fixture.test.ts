import { expect, it } from 'vitest'
import { LiveState } from '../../src/state/index.ts'
import fixture from './fixtures/v1.json' with { type: 'json' }
import { createFixtureValue } from './fixtures/value.ts'
import { difference } from './harness/difference.ts'
import { MemoryRows } from './harness/memory-rows.ts'

it('reads what the first version wrote', () => {
  const rows = new MemoryRows()
  for (const [id, data] of fixture as [number, string | { bytes: string }][]) {
    rows.rows.set(
      id,
      typeof data === 'string'
        ? data
        : Uint8Array.from(atob(data.bytes), (c: string) => c.charCodeAt(0)).buffer,
    )
  }
  const live = LiveState.load(rows, { pageSize: 200 })
  expect(difference(live?.snapshot(), createFixtureValue())).toBeUndefined()
})
