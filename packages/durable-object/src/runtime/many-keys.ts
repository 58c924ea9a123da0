import { chunk } from './key-value-parts.ts'
import type { Operations } from './operations.ts'

interface Keys<Options> {
  keys: readonly string[]
  options: Options | undefined
}

// The platform takes 128 keys a call; calls of one turn of the event loop are stored together.

export async function getMany(
  storage: Operations,
  { keys, options }: Keys<DurableObjectGetOptions>,
): Promise<Map<string, unknown>> {
  const found = await Promise.all(chunk(keys).map((some) => storage.get(some, options)))
  return new Map(found.flatMap((entries) => [...entries]))
}

export async function putMany(
  storage: Operations,
  entries: Record<string, unknown>,
  options: DurableObjectPutOptions | undefined,
): Promise<void> {
  const parts = chunk(Object.entries(entries)).map((some) => Object.fromEntries(some))
  await Promise.all(parts.map((some) => storage.put(some, options)))
}

export async function deleteMany(
  storage: Operations,
  { keys, options }: Keys<DurableObjectPutOptions>,
): Promise<number> {
  const counts = await Promise.all(chunk(keys).map((some) => storage.delete(some, options)))
  return counts.reduce((total, count) => total + count, 0)
}
