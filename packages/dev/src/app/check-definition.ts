import {
  definitionKeys,
  handlerNames,
  reservedMethodNames,
  stubMethodNames,
} from '@cloudwerk/durable-object'
import { didYouMean } from '../suggest.ts'
import { checkCalls } from './check-calls.ts'
import { checkDurations } from './check-durations.ts'
import { checkIsFunction } from './check-function.ts'
import { checkGroups } from './check-groups.ts'
import { checkLimits } from './check-limits.ts'
import { checkMemory } from './check-memory.ts'
import { checkSchedules } from './check-schedules.ts'
import { checkSockets } from './check-sockets.ts'
import { evidentKind, isUndefined, type ObjectShape, staticString } from './expressions.ts'
import { classNamePattern } from './names.ts'
import { groupOf, type Named, namedProperties } from './properties.ts'
import type { Problem, Source } from './source.ts'

/** What is evidently wrong in a definition, in the order of the text. */
export function checkDefinition(source: Source, shape: ObjectShape): Problem[] {
  const methods = functionsOf(source, shape, 'methods')
  const helpers = functionsOf(source, shape, 'helpers')
  return [
    ...checkKeys(shape),
    ...checkName(shape),
    ...checkSqlite(shape),
    ...checkCreateOn(shape),
    ...checkHandlers(shape),
    ...checkIsGroup(shape, 'methods'),
    ...checkIsGroup(shape, 'helpers'),
    ...checkGroups(source, shape),
    ...checkSockets(source, shape),
    ...checkCalls(source, shape),
    ...checkLimits(source, shape),
    ...checkSchedules(source, shape),
    ...checkDurations(source, shape),
    ...methods.flatMap((property) => checkFunction('method', property)),
    ...helpers.flatMap((property) => checkFunction('helper', property)),
    ...checkOverlap(methods, helpers),
    ...checkMemory(shape, [...methods, ...helpers]),
  ].sort((a, b) => a.offset - b.offset)
}

function checkKeys(shape: ObjectShape): Problem[] {
  return namedProperties(shape)
    .filter(({ key }) => !Object.hasOwn(definitionKeys, key))
    .map(({ key, offset, value }) => ({
      offset,
      message: `A definition has no key "${key}".`,
      hint: `${keyHint(key, value && evidentKind(value))}It may have ${Object.keys(definitionKeys).join(', ')}.`,
    }))
}

function keyHint(key: string, kind: string | undefined): string {
  const guess = didYouMean(key, Object.keys(definitionKeys))
  if (guess) return guess
  if (kind !== 'a function') return ''
  return 'A function that others call belongs in `methods`, a private one in `helpers`. '
}

function checkName({ properties }: ObjectShape): Problem[] {
  const property = properties.get('name')
  if (!property || isUndefined(property.value)) return []
  const name = staticString(property.value)
  if (name !== undefined && classNamePattern.test(name)) return []
  const message =
    name === undefined
      ? 'The `name` of a definition must be written as a string.'
      : `"${name}" is not a valid class name.`
  const hint = "Write it in PascalCase, letters and digits only: name: 'ChatRoom'."
  return [{ offset: property.offset, message, hint }]
}

function checkSqlite({ properties }: ObjectShape): Problem[] {
  const property = properties.get('sqlite')
  if (!property || isUndefined(property.value)) return []
  const { value, offset } = property
  if (value?.type === 'Literal' && typeof value.value === 'boolean') return []
  if (value?.type === 'ObjectExpression') return []
  const message =
    '`sqlite` must be written as true, false or an object: it decides how the class is created.'
  const hint = 'Write `sqlite: true` for `ctx.sql`, or leave it out.'
  return [{ offset, message, hint }]
}

function checkCreateOn({ properties }: ObjectShape): Problem[] {
  const property = properties.get('createOn')
  const value = property?.value && staticString(property.value)
  if (!property || value === undefined || value === 'call' || value === 'change') return []
  const message = `\`createOn\` is "${value}", and must be "call" or "change".`
  return [
    { offset: property.offset, message, hint: "Write `createOn: 'change'`, or leave it out." },
  ]
}

function checkHandlers(shape: ObjectShape): Problem[] {
  return namedProperties(shape)
    .filter(({ key, value }) => handlerNames.includes(key) && !isUndefined(value))
    .flatMap((property) => checkIsFunction('handler', property))
}

function checkIsGroup({ properties }: ObjectShape, group: string): Problem[] {
  const property = properties.get(group)
  const kind = property?.value && evidentKind(property.value)
  if (!property || !kind || kind === 'a plain object' || kind === 'undefined') return []
  const message = `\`${group}\` is ${kind}, and must be an object of functions.`
  return [{ offset: property.offset, message, hint: `Write \`${group}: { async name() { … } }\`.` }]
}

function checkFunction(what: 'method' | 'helper', property: Named): Problem[] {
  return [...checkIsFunction(what, property), ...checkReserved(what, property)]
}

function checkReserved(what: 'method' | 'helper', { key, offset }: Named): Problem[] {
  if (!reservedMethodNames.has(key)) return []
  if (what === 'helper' && stubMethodNames.has(key)) return []
  const message = `"${key}" cannot be the name of a ${what}: it is reserved.`
  const hint = handlerNames.includes(key)
    ? `If it is the handler, move it out of \`${what}s\`, one level up. Otherwise rename it.`
    : 'Rename it: the platform or every object already uses that name.'
  return [{ offset, message, hint }]
}

function checkOverlap(methods: Named[], helpers: Named[]): Problem[] {
  const taken = new Set(methods.map(({ key }) => key))
  return helpers
    .filter(({ key }) => taken.has(key))
    .map(({ key, offset }) => ({
      offset,
      message: `"${key}" is both a method and a helper.`,
      hint: 'Rename one of the two: both are called as `this.name()`.',
    }))
}

function functionsOf(source: Source, shape: ObjectShape, group: string): Named[] {
  const functions = groupOf(source, shape, group)
  return functions ? namedProperties(functions) : []
}
