import { parseDuration } from '../../../definition/duration.ts'
import type { ObjectExpiry } from '../../../definition/schedules.ts'

/** When objects of a class expire. Durations are milliseconds, and undefined where nothing is said. */
export interface ExpiryRule {
  readonly after: number | undefined
  readonly idle: number | undefined
  /** Whether handlers that change nothing count as use. */
  readonly countsReads: boolean
  /** How old what is stored of the last use can be, so that it is not stored each time. */
  readonly slack: number
}

export function expiryRule({ idle, after }: ObjectExpiry): ExpiryRule {
  const given = typeof idle === 'object' ? idle : { after: idle, reads: false }
  const countsReads = given.reads ?? false
  const milliseconds = parseDuration(given.after)
  return {
    after: parseDuration(after),
    idle: milliseconds,
    countsReads,
    slack: Math.floor((milliseconds ?? 0) / (countsReads ? 10 : 100)),
  }
}

/** What is stored of an object that expires. Times are milliseconds since 1970. */
export interface Lifetime {
  /** Its first commit, or when it last chose to stay. */
  readonly since: number
  /** Its last use, at the latest `slack` before the real one. */
  readonly used: number
  /** How many times its end has begun since one has last ended. */
  readonly lost: number
}

/** When it ends; undefined where the definition gives no time. */
export function deadline(
  { since, used }: Pick<Lifetime, 'since' | 'used'>,
  { after, idle }: ExpiryRule,
): number | undefined {
  const ends = [
    after === undefined ? Number.POSITIVE_INFINITY : since + after,
    idle === undefined ? Number.POSITIVE_INFINITY : used + idle,
  ]
  const end = Math.min(...ends)
  return Number.isFinite(end) ? end : undefined
}

const format = 1

export function encodeLifetime({ since, used, lost }: Lifetime): string {
  return JSON.stringify([format, since, used, lost])
}

/** Undefined for what newer code has written. */
export function decodeLifetime(text: string): Lifetime | undefined {
  const [version, since, used, lost] = JSON.parse(text) as [number, number, number, number]
  return version === format ? { since, used, lost } : undefined
}
