import { Cron } from 'croner'

/**
 * A cron line as Cloudflare reads it: five fields in UTC, with weekdays from 1 for Sunday to 7 for Saturday.
 *
 * @throws Error that says what is wrong with it.
 */
export function parseCron(line: string): Cron {
  const fields = line.trim().split(/\s+/)
  if (fields.length !== 5) {
    throw new Error(`it has ${fields.length} field${fields.length === 1 ? '' : 's'} and not five`)
  }
  const options = { mode: '5-part', alternativeWeekdays: true, timezone: 'Etc/UTC' } as const
  return new Cron(line.trim(), { ...options, paused: true })
}

/** What is wrong with a cron line; undefined for one that is valid. */
export function findCronFault(line: string): string | undefined {
  try {
    return parseCron(line).nextRun() === null ? 'it never falls due' : undefined
  } catch (error) {
    return (error as Error).message.replace(/^CronPattern: /, '')
  }
}
