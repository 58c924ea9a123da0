import { scheduleKeys } from '@cloudwerk/durable-object'
import { cron as cronFeature } from '@cloudwerk/durable-object/runtime/features/cron'
import { didYouMean } from '../suggest.ts'
import { checkDuration } from './check-durations.ts'
import { evidentKind, type ObjectShape, shapeOf, staticString } from './expressions.ts'
import { groupOf, isGiven, type Named, namedProperties } from './properties.ts'
import type { Problem, Source } from './source.ts'

/** What is evidently wrong with `schedules`: among it, lines that never come. */
export function checkSchedules(source: Source, shape: ObjectShape): Problem[] {
  const schedules = groupOf(source, shape, 'schedules')
  if (!schedules) return []
  return namedProperties(schedules).flatMap((property) => checkSchedule(source, property))
}

function checkSchedule(source: Source, { key, offset, value }: Named): Problem[] {
  const kind = value && evidentKind(value)
  if (value?.type !== 'ObjectExpression') {
    if (!kind) return []
    const hint = `Write \`${key}: { every: '30m', async run() { … } }\`.`
    return [{ offset, message: `The schedule "${key}" is ${kind}, not an object.`, hint }]
  }
  const schedule = shapeOf(source, value)
  return [
    ...checkKeys(schedule, key),
    ...checkKind(schedule, { key, offset }),
    ...checkCron(schedule),
    ...['every', 'spread'].flatMap((name) => checkDuration(schedule, name)),
  ]
}

function checkKeys(schedule: ObjectShape, name: string): Problem[] {
  return namedProperties(schedule)
    .filter(({ key }) => !scheduleKeys.includes(key))
    .map(({ key, offset }) => ({
      offset,
      message: `The schedule "${name}" has no key "${key}".`,
      hint: `${didYouMean(key, scheduleKeys)}It may have ${scheduleKeys.join(', ')}.`,
    }))
}

function checkKind(
  schedule: ObjectShape,
  { key, offset }: Pick<Named, 'key' | 'offset'>,
): Problem[] {
  if (schedule.open || isGiven(schedule, 'cron') !== isGiven(schedule, 'every')) return []
  const given = isGiven(schedule, 'cron') ? 'both `cron` and' : 'neither `cron` nor'
  return [
    { offset, message: `The schedule "${key}" has ${given} \`every\`.`, hint: 'Give one of them.' },
  ]
}

/** A line is checked as far as its text is known. */
function checkCron({ properties }: ObjectShape): Problem[] {
  const cron = properties.get('cron')
  const zone = properties.get('timeZone')
  const line = staticString(cron?.value)
  const timeZone = staticString(zone?.value)
  return [
    ...(cron && line !== undefined ? checkLine({ cron: line }, cron.offset) : []),
    ...(zone && timeZone !== undefined ? checkLine({ timeZone }, zone.offset) : []),
  ]
}

function checkLine(
  { cron = '0 0 * * *', timeZone = 'UTC' }: { cron?: string; timeZone?: string },
  offset: number,
): Problem[] {
  try {
    cronFeature.slots(cron, timeZone)
    return []
  } catch (error) {
    if (!(error instanceof Error && 'what' in error && 'advice' in error)) throw error
    return [{ offset, message: `A schedule has ${error.what}.`, hint: String(error.advice) }]
  }
}
