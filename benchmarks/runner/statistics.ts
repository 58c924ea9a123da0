/** Several measurements of the same thing. */
export interface Summary {
  median: number
  /** A quarter of the measurements is below. */
  low: number
  /** A quarter is above. */
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

/** Between neighbours it interpolates. `sorted` must not be empty. */
export function quantile(sorted: number[], part: number): number {
  const position = (sorted.length - 1) * part
  const [below, above] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]]
  if (below === undefined || above === undefined) return Number.NaN
  return below + (above - below) * (position - Math.floor(position))
}

/**
 * The ratios of measurements that were taken one after the other, round by round, so that a slow
 * spell of the machine is in both. The mean is that of all work done, rare slow calls included.
 */
export function summarizeRatio(values: number[], to: number[]): Summary {
  const pairs = Math.min(values.length, to.length)
  const ratios = Array.from(
    { length: pairs },
    (_, round) => (values[round] ?? 0) / (to[round] ?? 1),
  )
  return { ...summarize(ratios), mean: summarize(values).mean / summarize(to).mean }
}
