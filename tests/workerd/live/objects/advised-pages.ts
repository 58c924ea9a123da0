import { defineDurableObject } from '@cloudwerk/durable-object'

/** A rule that halves the viewers by one bit of their number. */
const bit = (at: number) => ({
  if: ({ number = 0 }: { number?: number }) => ((number >> at) & 1) === 1,
})

/** Its pages can see 128 different sets of keys, and what it is filled with. */
export const advisedPages = defineDurableObject({
  init: () => ({ 0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, shown: {} as Record<string, unknown> }),
  methods: {
    fill(key: string, count: number) {
      this.state.shown[key] = new Map(Array.from({ length: count }, (_, at) => [at, at]))
    },
  },
  live: {
    view: {
      0: bit(0),
      1: bit(1),
      2: bit(2),
      3: bit(3),
      4: bit(4),
      5: bit(5),
      6: bit(6),
      shown: true,
    },
  },
})

/** Its pages see something else for each viewer. */
export const advisedViewers = defineDurableObject({
  init: () => ({ total: 1 }),
  live: { derive: ({ total }, { number }: { number: number }) => ({ own: total * number }) },
})

/** Its pages see a list that grows. */
export const advisedGrowth = defineDurableObject({
  init: () => ({ list: [] as number[] }),
  methods: {
    add(count: number) {
      for (let at = 0; at < count; at++) this.state.list.push(at)
    },
  },
  live: { view: { list: true } },
})
