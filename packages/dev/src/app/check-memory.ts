import type { ESTree } from 'vite'
import { evidentKind, isUndefined, type ObjectShape } from './expressions.ts'
import { findThis } from './find-this.ts'
import type { Named } from './properties.ts'
import type { Problem } from './source.ts'

/** What is evidently wrong with `memory`. `functions` are the methods and helpers. */
export function checkMemory({ properties }: ObjectShape, functions: readonly Named[]): Problem[] {
  const property = properties.get('memory')
  if (!property || isUndefined(property.value)) return []
  const { offset, value } = property
  return [
    ...(value ? checkMake(value, offset) : []),
    ...functions.filter(({ key }) => key === 'memory').map(checkName),
  ]
}

function checkMake(value: ESTree.Node, offset: number): Problem[] {
  const kind = evidentKind(value)
  if (kind && kind !== 'a function') {
    const message = `\`memory\` is ${kind}, and must be a function that makes it at each wake.`
    return [{ offset, message, hint: 'Write `memory: () => ({ … })`.' }]
  }
  if (!isFunction(value)) return []
  if (value.async) {
    const message = '`memory` is an async function, and must give its object at once.'
    return [{ offset, message, hint: 'Fill the memory in `start()`, which can await.' }]
  }
  const use = value.body && findThis(value.body)
  if (!use) return []
  const message = '`memory` uses `this`, which is not there when the memory is made.'
  const hint = 'Use its argument `ctx`, or fill the memory in `start()`, which has `this.state`.'
  return [{ offset: use.start, message, hint }]
}

function isFunction(node: ESTree.Node): node is ESTree.ArrowFunctionExpression | ESTree.Function {
  return evidentKind(node) === 'a function'
}

function checkName({ offset }: Named): Problem {
  const message = '"memory" is a key of this definition and the name of a method or helper.'
  return { offset, message, hint: 'Rename one of the two: both are `this.memory`.' }
}
