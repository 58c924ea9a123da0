/** A summary of repeated measurements. */
export interface Summary {
  median: number
  /** The 25th percentile. */
  low: number
  /** The 75th percentile. */
  high: number
  mean: number
  count: number
}

export function summarize(values: number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b)
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    count: sorted.length,
  }
}

/** Interpolates between neighboring values. NaN if `sorted` is empty. */
export function quantile(sorted: number[], part: number): number {
  const position = (sorted.length - 1) * part
  const [below, above] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]]
  if (below === undefined || above === undefined) return Number.NaN
  return below + (above - below) * (position - Math.floor(position))
}

/**
 * Compares measurements round by round: both were taken one after the other, so a slow phase of the
 * machine affects both. The mean is the ratio of the means, which includes rare slow calls.
 */
export function summarizeRatio(values: number[], to: number[]): Summary {
  const pairs = Math.min(values.length, to.length)
  const ratios = Array.from(
    { length: pairs },
    (_, round) => (values[round] ?? 0) / (to[round] ?? 1),
  )
  return { ...summarize(ratios), mean: summarize(values).mean / summarize(to).mean }
}
