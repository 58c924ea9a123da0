import { groupKeys } from '@cloudwerk/durable-object'
import { didYouMean } from '../suggest.ts'
import { evidentKind, type ObjectShape } from './expressions.ts'
import { groupOf, namedProperties } from './properties.ts'
import type { Problem, Source } from './source.ts'

/** What is evidently wrong with the keys of `calls`, `sockets`, `limits` and an object behind `sqlite`. */
export function checkGroups(source: Source, shape: ObjectShape): Problem[] {
  return [
    ...checkIsObject(shape, 'calls'),
    ...checkIsObject(shape, 'sockets'),
    ...checkIsObject(shape, 'limits'),
    ...Object.keys(groupKeys).flatMap((group) => checkKeys(source, shape, group)),
  ]
}

function checkIsObject({ properties }: ObjectShape, group: string): Problem[] {
  const property = properties.get(group)
  const kind = property?.value && evidentKind(property.value)
  if (!property || !kind || kind === 'a plain object' || kind === 'undefined') return []
  const message = `\`${group}\` is ${kind}, and must be an object.`
  return [{ offset: property.offset, message, hint: `It may have ${keysOf(group).join(', ')}.` }]
}

function checkKeys(source: Source, shape: ObjectShape, group: string): Problem[] {
  const given = groupOf(source, shape, group)
  if (!given) return []
  const known = keysOf(group)
  return namedProperties(given)
    .filter(({ key }) => !known.includes(key))
    .map(({ key, offset }) => ({
      offset,
      message: `\`${group}\` has no key "${key}".`,
      hint: `${didYouMean(key, known)}It may have ${known.join(', ')}.`,
    }))
}

function keysOf(group: string): string[] {
  return Object.keys(groupKeys[group] ?? {})
}
