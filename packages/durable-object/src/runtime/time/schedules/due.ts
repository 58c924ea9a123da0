import type { Slots } from './slots.ts'

/** What is done with slots that could not run in time. */
export type Late = 'once' | 'skip' | { all: number }

/** What is done with the slots that are due. */
export interface Decision {
  /** The slot to run; undefined where all of them are skipped. */
  run: number | undefined
  /** How many slots are skipped for it. */
  missed: number
}

/** A ring can be that late, since the platform tries again after 30 s where something failed. */
export const onTime = 60_000

interface DueLine {
  /** The first slot that is due. */
  next: number
  /** Slots up to here are due. */
  now: number
  late: Late
}

/** Chooses one of the slots that are due. */
export function decide(slots: Slots, { next, now, late }: DueLine): Decision {
  const count = slots.count(next, now)
  const kept = typeof late === 'object' ? Math.min(late.all, count) : 1
  const [first = next] = kept === count ? [next] : slots.upTo(now, kept)
  if (late === 'skip' && now - first > onTime) return { run: undefined, missed: count }
  return { run: first, missed: count - kept }
}
