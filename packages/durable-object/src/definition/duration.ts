import { fail } from '../fail.ts'

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A length of time: a number of milliseconds, or a string such as `'500ms'`, `'10s'`, `'5m'`, `'2h'`, `'30d'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

/** Alarms of the platform end in the year 2189. */
const longest = 100 * 365 * units.d

const pattern = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/

/**
 * What to write instead of a wrong duration.
 *
 * @internal
 */
export const durationAdvice =
  "Use a number of milliseconds, or a string such as '500ms', '10s', '5m', '2h' or '30d'."

/**
 * The whole milliseconds of a duration; undefined for what is none, or is longer than 100 years.
 *
 * @internal
 */
export function parseDuration(duration: unknown): number | undefined {
  const milliseconds = typeof duration === 'string' ? parseText(duration) : duration
  if (typeof milliseconds !== 'number') return undefined
  return milliseconds >= 0 && milliseconds <= longest ? Math.round(milliseconds) : undefined
}

function parseText(text: string): number | undefined {
  const [, count, unit] = pattern.exec(text) ?? []
  if (count === undefined || unit === undefined) return undefined
  // The pattern has only these units.
  return Number(count) * units[unit as keyof typeof units]
}

/** The milliseconds of a duration that was checked when its definition was made. */
export function toMilliseconds(duration: Duration): number {
  const milliseconds = parseDuration(duration)
  if (milliseconds === undefined) throw new RangeError(`${duration} is not a duration.`)
  return milliseconds
}

/**
 * Throws for what is not a duration, and for one shorter than `least` milliseconds. `path` says where it
 * is in the definition `where`: `schedules.sweep.every`.
 */
export function assertDuration(
  where: string,
  duration: unknown,
  { path, least = 0 }: { path: string; least?: number },
): void {
  const milliseconds = parseDuration(duration)
  if (milliseconds === undefined) {
    fail(where, `has '${path}' that is ${show(duration)}, which is not a duration`, durationAdvice)
  }
  if (milliseconds >= least) return
  fail(where, `has '${path}' that is ${show(duration)}`, `Use ${least} ms or more.`)
}

function show(given: unknown): string {
  if (typeof given === 'string') return `'${given}'`
  return typeof given === 'object' && given !== null ? 'an object' : String(given)
}
