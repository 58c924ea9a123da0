import { durationAdvice, parseDuration } from '@cloudwerk/durable-object'
import type { ESTree } from 'vite'
import { type ObjectShape, shapeOf, staticString } from './expressions.ts'
import { groupOf, namedProperties } from './properties.ts'
import type { Problem, Source } from './source.ts'

/** What is evidently wrong with the durations of `calls`, `expires`, `jobs` and `live`. */
export function checkDurations(source: Source, shape: ObjectShape): Problem[] {
  const calls = groupOf(source, shape, 'calls')
  const expires = groupOf(source, shape, 'expires')
  const jobs = groupOf(source, shape, 'jobs')
  const live = groupOf(source, shape, 'live')
  return [
    ...(live ? checkDuration(live, 'history') : []),
    ...(calls ? checkDuration(calls, 'onceFor') : []),
    ...(expires ? checkExpires(source, expires) : []),
    ...(jobs ? namedProperties(jobs).flatMap(({ value }) => checkJob(source, value)) : []),
  ]
}

function checkExpires(source: Source, expires: ObjectShape): Problem[] {
  const idle = groupOf(source, expires, 'idle')
  return [
    ...checkDuration(expires, 'idle'),
    ...checkDuration(expires, 'after'),
    ...(idle ? checkDuration(idle, 'after') : []),
  ]
}

function checkJob(source: Source, value: ESTree.Node | undefined): Problem[] {
  if (value?.type !== 'ObjectExpression') return []
  const job = shapeOf(source, value)
  const backoff = job.properties.get('backoff')?.value
  const pauses = backoff?.type === 'ArrayExpression' ? backoff.elements : []
  return [
    ...checkDuration(job, 'timeout'),
    ...pauses.flatMap((pause) => (pause ? checkValue(pause, 'backoff', pause.start) : [])),
  ]
}

/** What is evidently wrong with a duration behind the key `name` of an object. */
export function checkDuration({ properties }: ObjectShape, name: string): Problem[] {
  const property = properties.get(name)
  return property?.value ? checkValue(property.value, name, property.offset) : []
}

function checkValue(value: ESTree.Node, name: string, offset: number): Problem[] {
  const given = staticString(value) ?? staticNumber(value)
  const milliseconds = parseDuration(given)
  const isTooShort = milliseconds === 0 && !mayBeNothing.includes(name)
  if (given === undefined || (milliseconds !== undefined && !isTooShort)) return []
  const shown = typeof given === 'string' ? `"${given}"` : given
  const [what, hint] = isTooShort
    ? ['', 'Use 1 ms or more.']
    : [', which is not a duration', durationAdvice]
  return [{ offset, message: `\`${name}\` is ${shown}${what}.`, hint }]
}

/** These can be 0. */
const mayBeNothing = ['spread', 'backoff']

function staticNumber(node: ESTree.Node): number | undefined {
  if (node.type === 'Literal' && typeof node.value === 'number') return node.value
  if (node.type !== 'UnaryExpression' || node.operator !== '-') return undefined
  const positive = staticNumber(node.argument)
  return positive === undefined ? undefined : -positive
}
