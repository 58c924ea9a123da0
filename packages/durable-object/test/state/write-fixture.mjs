// Run once per format version: node test/write-fixture.mjs > test/fixtures/v<version>.json
import { LiveState } from '../../src/state/index.ts'
import { createFixtureValue } from './fixture-value.ts'
import { MemoryRows } from './memory-rows.ts'

const rows = new MemoryRows()
LiveState.create(rows, createFixtureValue(), { pageSize: 200 }).commit()
const list = [...rows.rows].map(([id, data]) => [
  id,
  typeof data === 'string' ? data : { bytes: Buffer.from(data).toString('base64') },
])
console.log(JSON.stringify(list, null, 1))
