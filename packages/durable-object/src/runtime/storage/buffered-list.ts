import { compareKeys } from './key-order.ts'
import type { WriteBuffer } from './write-buffer.ts'

type Entry = [string, unknown]

/** The options converted as the platform converts them. It checks the limit itself. */
export function toListed(options: DurableObjectListOptions): DurableObjectListOptions {
  const { start, startAfter, end, prefix, reverse, limit } = options
  return {
    ...(start !== undefined && { start: String(start) }),
    ...(startAfter !== undefined && { startAfter: String(startAfter) }),
    ...(end !== undefined && { end: String(end) }),
    ...(prefix !== undefined && { prefix: String(prefix) }),
    ...(limit !== undefined && { limit: Math.trunc(Number(limit)) }),
    reverse: Boolean(reverse),
  }
}

/** The buffered entries that the options select; undefined stands for a deleted key. */
export function bufferedWithin(
  buffer: WriteBuffer | undefined,
  options: DurableObjectListOptions,
): Map<string, unknown> {
  const found = new Map<string, unknown>()
  if (!buffer) return found
  for (const key of buffer.keys) if (isListed(key, options)) found.set(key, buffer.get(key))
  return found
}

/** How many stored keys to ask for, so that `limit` remain without the deleted ones. */
export function storedLimit(buffered: Map<string, unknown>, limit: number): number {
  let more = limit
  for (const value of buffered.values()) if (value === undefined) more++
  return more
}

/** The stored and the buffered entries as one list, in the platform's order. */
export function mergeLists(
  stored: Iterable<Entry>,
  buffered: Map<string, unknown>,
  { reverse, limit }: DurableObjectListOptions,
): Map<string, unknown> {
  if (buffered.size === 0) return new Map(stored)
  const merged: Entry[] = []
  for (const entry of stored) if (!buffered.has(entry[0])) merged.push(entry)
  for (const entry of buffered) if (entry[1] !== undefined) merged.push(entry)
  const sign = reverse ? -1 : 1
  merged.sort(([a], [b]) => sign * compareKeys(a, b))
  return new Map(limit === undefined ? merged : merged.slice(0, limit))
}

function isListed(
  key: string,
  { prefix = '', start, startAfter, end }: DurableObjectListOptions,
): boolean {
  return (
    key.startsWith(prefix) &&
    (start === undefined || compareKeys(key, start) >= 0) &&
    (startAfter === undefined || compareKeys(key, startAfter) > 0) &&
    (end === undefined || compareKeys(key, end) < 0)
  )
}
