import { groupKeys, longestAtomicHold } from '@cloudwerk/durable-object'
import type { ESTree } from 'vite'
import type { ObjectShape } from './expressions.ts'
import { groupOf, isGiven } from './properties.ts'
import type { Problem, Source } from './source.ts'

/** What is evidently wrong with limits, in `limits` or beside it. */
export function checkLimits(source: Source, shape: ObjectShape): Problem[] {
  const limits = groupOf(source, shape, 'limits')
  return [
    ...(limits ? checkOnce(shape, limits) : []),
    ...(isAtomic(source, shape) ? [shape, limits].flatMap(checkHold) : []),
  ]
}

function checkOnce(shape: ObjectShape, limits: ObjectShape): Problem[] {
  return Object.keys(groupKeys.limits ?? {})
    .filter((key) => isGiven(shape, key) && isGiven(limits, key))
    .map((key) => ({
      offset: limits.properties.get(key)?.offset ?? 0,
      message: `\`${key}\` is given both in \`limits\` and beside it.`,
      hint: 'Keep the one in `limits`.',
    }))
}

function checkHold(shape: ObjectShape | undefined): Problem[] {
  const property = shape?.properties.get('holdLimit')
  const limit = property && numberOf(property.value)
  if (limit === undefined || limit <= longestAtomicHold) return []
  return [
    {
      offset: property?.offset ?? 0,
      message: `\`holdLimit\` is ${limit} ms, but \`sqlite: true\` allows at most ${longestAtomicHold}.`,
      hint: 'A handler of such an object keeps a transaction open, and the platform resets the object after 30 s. Move slow work into `this.outside()`.',
    },
  ]
}

/** Whether the statements of a handler are evidently a part of its commit. */
function isAtomic(source: Source, shape: ObjectShape): boolean {
  const value = shape.properties.get('sqlite')?.value
  if (value?.type === 'Literal') return value.value === true
  const options = groupOf(source, shape, 'sqlite')
  if (!options || options.open) return false
  const atomic = options.properties.get('atomic')?.value
  return !isGiven(options, 'atomic') || (atomic?.type === 'Literal' && atomic.value === true)
}

function numberOf(node: ESTree.Node | undefined): number | undefined {
  return node?.type === 'Literal' && typeof node.value === 'number' ? node.value : undefined
}
