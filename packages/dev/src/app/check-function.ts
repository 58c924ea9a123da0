import type { ESTree } from 'vite'
import { evidentKind } from './expressions.ts'
import { findThis } from './find-this.ts'
import type { Named } from './properties.ts'
import type { Problem } from './source.ts'

/** What is evidently wrong with the function that a handler, a method or a helper is. */
export function checkIsFunction(what: string, { key, offset, value }: Named): Problem[] {
  const kind = value && evidentKind(value)
  if (value?.type === 'ArrowFunctionExpression') return checkArrow(what, { key, arrow: value })
  if (!kind || kind === 'a function') return []
  const message = `The ${what} "${key}" is ${kind}, not a function.`
  return [{ offset, message, hint: `Write it as \`async ${key}() { … }\`.` }]
}

function checkArrow(
  what: string,
  { key, arrow }: { key: string; arrow: ESTree.ArrowFunctionExpression },
): Problem[] {
  const use = findThis(arrow)
  if (!use) return []
  const message = `The ${what} "${key}" is an arrow function, in which \`this\` is not the object.`
  const hint = `Write it as \`${arrow.async ? 'async ' : ''}${key}(…) { … }\`.`
  return [{ offset: use.start, message, hint }]
}
