import type { ESTree } from 'vite'
import { suggest } from '../suggest.ts'
import { evidentKind, type ObjectShape, resolveValue, staticString } from './expressions.ts'
import { groupOf, namesIn } from './properties.ts'
import type { Problem, Source } from './source.ts'

interface Name {
  name: string
  offset: number
}

/** Names in `calls.reads` that are evidently not methods, or that are repeated. */
export function checkCalls(source: Source, shape: ObjectShape): Problem[] {
  const reads = groupOf(source, shape, 'calls')?.properties.get('reads')
  if (!reads?.value) return []
  if (reads.value.type === 'ArrayExpression') {
    const names = reads.value.elements.flatMap((element) => nameIn(source, element))
    return [...checkAreMethods(names, namesIn(source, shape, 'methods')), ...checkOnce(names)]
  }
  const kind = evidentKind(reads.value)
  if (!kind || kind === 'undefined') return []
  const message = `\`calls.reads\` is ${kind}, and must be a list of methods.`
  return [{ offset: reads.offset, message, hint: "Write `reads: ['name']`." }]
}

function nameIn(source: Source, element: ESTree.ArrayExpression['elements'][number]): Name[] {
  if (!element || element.type === 'SpreadElement') return []
  const name = staticString(resolveValue(source, element))
  return name === undefined ? [] : [{ name, offset: element.start }]
}

function checkAreMethods(names: readonly Name[], methods: string[] | undefined): Problem[] {
  if (!methods) return []
  return names
    .filter(({ name }) => !methods.includes(name))
    .map(({ name, offset }) => ({
      offset,
      message: `This object has no method "${name}", which \`calls.reads\` names.`,
      hint: suggest(name, methods),
    }))
}

function checkOnce(names: readonly Name[]): Problem[] {
  return names
    .filter(({ name }, at) => names.slice(0, at).some((earlier) => earlier.name === name))
    .map(({ name, offset }) => ({
      offset,
      message: `\`calls.reads\` names "${name}" twice.`,
      hint: 'Name it once.',
    }))
}
