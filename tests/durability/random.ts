/** Random numbers that a seed repeats (mulberry32). */
export interface Random {
  readonly seed: number
  /** From 0 to 1, without 1. */
  fraction(): number
  /** From `least` to `most`, both included. */
  integer(least: number, most: number): number
  pick<T>(items: readonly T[]): T
  chance(probability: number): boolean
}

/** The seed comes from CLOUDWERK_TEST_SEED, or is a new one; it is printed. */
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
    // Never empty, so there is always one.
    pick: <T>(items: readonly T[]) => items[integer(0, items.length - 1)] as T,
    chance: (probability) => fraction() < probability,
  }
}
