/** What jobs have unless they say otherwise; schedules and expiry always have it. */
export const defaultAttempts = 5
/** The shortest and the longest pause between two attempts, in milliseconds. */
export const defaultBackoff: readonly [shortest: number, longest: number] = [2_000, 3_600_000]
/** So many attempts in a row that end together with the object cost all of them. */
export const mostLost = 3

/** Full jitter between the two bounds: any pause from the shortest to twice as long each time. */
export function pauseAfter([shortest, longest]: typeof defaultBackoff, failures: number): number {
  const most = Math.min(longest, shortest * 2 ** Math.min(failures, 50))
  return Math.round(shortest + Math.random() * Math.max(0, most - shortest))
}
