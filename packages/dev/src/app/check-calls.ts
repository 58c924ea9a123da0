import type { ESTree } from 'vite'
import { suggest } from '../suggest.ts'
import {
  evidentKind,
  type ObjectShape,
  resolveValue,
  shapeOf,
  staticString,
} from './expressions.ts'
import { groupOf, namedProperties, namesIn } from './properties.ts'
import type { Problem, Source } from './source.ts'

interface Name {
  name: string
  offset: number
}

/** The names in `calls` that are evidently not methods, or that are repeated; likewise in `live.calls`. */
export function checkCalls(source: Source, shape: ObjectShape): Problem[] {
  return [
    ...checkList(source, shape, 'reads'),
    ...checkList(source, shape, 'idempotent'),
    ...checkLiveCalls(source, shape),
  ]
}

function checkList(source: Source, shape: ObjectShape, key: 'reads' | 'idempotent'): Problem[] {
  const list = groupOf(source, shape, 'calls')?.properties.get(key)
  if (!list?.value) return []
  const path = `calls.${key}`
  if (list.value.type === 'ArrayExpression') {
    const names = list.value.elements.flatMap((element) => nameIn(source, element))
    return [
      ...checkAreMethods(names, { path, methods: namesIn(source, shape, 'methods') }),
      ...checkOnce(names, path),
    ]
  }
  const kind = evidentKind(list.value)
  if (!kind || kind === 'undefined') return []
  const message = `\`${path}\` is ${kind}, and must be a list of methods.`
  return [{ offset: list.offset, message, hint: `Write \`${key}: ['name']\`.` }]
}

function checkLiveCalls(source: Source, shape: ObjectShape): Problem[] {
  const calls = groupOf(source, shape, 'live')?.properties.get('calls')?.value
  if (calls?.type !== 'ObjectExpression') return []
  const names = namedProperties(shapeOf(source, calls)).map(({ key, offset }) => ({
    name: key,
    offset,
  }))
  return checkAreMethods(names, { path: 'live.calls', methods: namesIn(source, shape, 'methods') })
}

function nameIn(source: Source, element: ESTree.ArrayExpression['elements'][number]): Name[] {
  if (!element || element.type === 'SpreadElement') return []
  const name = staticString(resolveValue(source, element))
  return name === undefined ? [] : [{ name, offset: element.start }]
}

function checkAreMethods(
  names: readonly Name[],
  { path, methods }: { path: string; methods: string[] | undefined },
): Problem[] {
  if (!methods) return []
  return names
    .filter(({ name }) => !methods.includes(name))
    .map(({ name, offset }) => ({
      offset,
      message: `This object has no method "${name}", which \`${path}\` names.`,
      hint: suggest(name, methods),
    }))
}

function checkOnce(names: readonly Name[], path: string): Problem[] {
  return names
    .filter(({ name }, at) => names.slice(0, at).some((earlier) => earlier.name === name))
    .map(({ name, offset }) => ({
      offset,
      message: `\`${path}\` names "${name}" twice.`,
      hint: 'Name it once.',
    }))
}
