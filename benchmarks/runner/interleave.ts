import type { Result } from './row.ts'

/** Measures once. Gives a number, the same unit each time. */
export type Measure = () => Promise<number>

export interface InterleaveOptions {
  rounds: number
  /** What came before this counts as warming up. */
  warmUp?: number
}

/**
 * Takes measurements in turns, each round in another order. One that fails is out from then on,
 * with its message.
 */
export async function interleave<Key>(
  measures: Map<Key, Measure>,
  { rounds, warmUp = 1 }: InterleaveOptions,
): Promise<Map<Key, Result>> {
  const results = new Map<Key, Result>([...measures.keys()].map((key) => [key, []]))
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const key of orderOf([...measures.keys()], round + warmUp)) {
      const taken = results.get(key)
      const measure = measures.get(key)
      if (!Array.isArray(taken) || !measure) continue
      try {
        const value = await measure()
        if (round >= 0) taken.push(value)
      } catch (error) {
        results.set(key, { fails: messageOf(error) })
      }
    }
  }
  return results
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Nobody always comes first, nor always after the same one. */
function orderOf<Item>(items: Item[], round: number): Item[] {
  const start = round % items.length
  const rotated = [...items.slice(start), ...items.slice(0, start)]
  return round % 2 === 0 ? rotated : rotated.reverse()
}
