/** The first time within 2 s, so that the pages of a server that went away do not all come at once. */
const first = 2_000
const longest = 30_000

/** How long to wait before connecting again, in milliseconds, after this many tries that failed. */
export function delayAfter(failed: number): number {
  return Math.random() * Math.min(first * 2 ** failed, longest)
}
