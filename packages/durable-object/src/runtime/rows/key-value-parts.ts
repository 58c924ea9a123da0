import { keysPerCall } from '../../limits.ts'
import { type RowData, sizeOfData } from '../../state/index.ts'
import { reservedPrefix } from './state-rows.ts'

/** The prefix of the state's keys. */
export const keyPrefix: string = `${reservedPrefix}state:`
/** Below `legacyValueBytes`, with up to two bytes for a character. */
const partSize = { text: 60_000, bytes: 120_000 }

export function keyOf(id: number, part: number): string {
  return part === 0 ? `${keyPrefix}${id}` : `${keyPrefix}${id}.${part}`
}

export function rowOf(key: string): { id: number; part: number } {
  const [id = 0, part = 0] = key.slice(keyPrefix.length).split('.').map(Number)
  return { id, part }
}

export function countParts(data: RowData | undefined): number {
  if (data === undefined) return 0
  const size = typeof data === 'string' ? partSize.text : partSize.bytes
  return Math.max(1, Math.ceil(sizeOfData(data) / size))
}

export function cut(data: RowData | undefined): RowData[] {
  const size = typeof data === 'string' ? partSize.text : partSize.bytes
  const count = countParts(data)
  return Array.from(
    { length: count },
    (_, part) => data?.slice(part * size, (part + 1) * size) ?? '',
  )
}

/** Lists of as many keys as the platform takes in one call. */
export function chunk<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / keysPerCall)
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * keysPerCall, (index + 1) * keysPerCall),
  )
}
