import type { Result } from './row.ts'

/** Takes one measurement, always in the same unit. */
export type Measure = () => Promise<number>

export interface InterleaveOptions {
  rounds: number
  /** The number of rounds before the measured ones, whose results are dropped. Default 1. */
  warmUp?: number
}

/**
 * Takes the measurements alternately, in a different order each round. One that fails is not
 * repeated; its result is the error message.
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

/** Varies the order by round, so that nothing always runs first or after the same neighbor. */
function orderOf<Item>(items: Item[], round: number): Item[] {
  const start = round % items.length
  const rotated = [...items.slice(start), ...items.slice(0, start)]
  return round % 2 === 0 ? rotated : rotated.reverse()
}
