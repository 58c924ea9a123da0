import { countedSlots } from '../../../limits.ts'

/** The moments at which a line of `schedules` is due, in milliseconds since 1970. */
export interface Slots {
  /** The first slot after `time`; the end of all alarms where there is none before that. */
  after(time: number): number
  /** The last slots up to `time`, `count` of them, in their order. */
  upTo(time: number, count: number): number[]
  /** How many slots there are from the slot `first` to `now`, as far as they are counted. */
  count(first: number, now: number): number
}

/** The slots of `every`, on a grid through `anchor`. */
export function everySlots(every: number, anchor: number): Slots {
  const last = (time: number): number => time - modulo(time - anchor, every)
  return {
    after: (time) => last(time) + every,
    upTo(time, count) {
      const first = last(time) - (count - 1) * every
      return Array.from({ length: count }, (_, index) => first + index * every)
    },
    count: (first, now) =>
      now < first ? 0 : Math.min(Math.floor((now - first) / every) + 1, countedSlots),
  }
}

function modulo(dividend: number, divisor: number): number {
  return ((dividend % divisor) + divisor) % divisor
}
