/** A random number generator (mulberry32); the same seed gives the same numbers. */
export interface Random {
  readonly seed: number
  /** At least 0 and less than 1. */
  fraction(): number
  /** From `least` to `most`, inclusive. */
  integer(least: number, most: number): number
  pick<T>(items: readonly T[]): T
  chance(probability: number): boolean
}

/** Uses the seed in CLOUDWERK_TEST_SEED or a new one, and prints it. */
export function createRandom(title: string): Random {
  const seed = Number(process.env.CLOUDWERK_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))
  console.info(`${title}: CLOUDWERK_TEST_SEED=${seed}`)
  return randomOf(seed)
}

export function randomOf(seed: number): Random {
  let state = seed | 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const integer = (least: number, most: number): number =>
    least + Math.floor(fraction() * (most - least + 1))
  return {
    seed,
    fraction,
    integer,
    // The list is never empty.
    pick: <T>(items: readonly T[]) => items[integer(0, items.length - 1)] as T,
    chance: (probability) => fraction() < probability,
  }
}
