import type { ESTree } from 'vite'
import { findDefaultExport } from './default-export.ts'
import { evidentKind, resolveValue } from './expressions.ts'
import { problemAt, type Source } from './source.ts'

const example =
  "Write `export default defineDurableObject({ … })`, imported from '@cloudwerk/durable-object'."
const elsewhere =
  'If this file is not an object, move it out of app/objects or start its name with "_".'

/**
 * The object literal in `export default defineDurableObject({ … })`. Undefined where the default
 * export may be a definition that this source does not show: a factory, another file.
 *
 * @throws UserError when there is no default export, or one that is evidently not a definition.
 */
export function findDefinitionObject(source: Source): ESTree.ObjectExpression | undefined {
  const found = findDefaultExport(source)
  if (!found) {
    const message = 'This object has no default export.'
    throw problemAt(source, { offset: 0, message, hint: `${example}\n${elsewhere}` })
  }
  const { value, offset } = found
  if (!value) return undefined
  const kind = evidentKind(value)
  if (kind) {
    const message = `The default export is ${kind}, not a Durable Object definition.`
    throw problemAt(source, { offset, message, hint: `${defaultHint(value)}\n${elsewhere}` })
  }
  return isDefinitionCall(source, value) ? argumentOf(source, value) : undefined
}

/** @throws UserError where `defineDurableObject` is called, but neither imported nor defined. */
export function assertDefineImported(source: Source): void {
  const value = findDefaultExport(source)?.value
  if (!value || !isDefinitionCall(source, value)) return
  const { callee } = value
  if (callee.type !== 'Identifier' || importedName(source, callee.name)) return
  // Destructured or assigned, which is rare: the name then appears more than once.
  if (source.text.split(/\bdefineDurableObject\b/).length > 2) return
  throw problemAt(source, {
    offset: callee.start,
    message: 'defineDurableObject is not imported.',
    hint: "Add at the top: import { defineDurableObject } from '@cloudwerk/durable-object'",
  })
}

function argumentOf(
  source: Source,
  call: ESTree.CallExpression,
): ESTree.ObjectExpression | undefined {
  const [argument] = call.arguments
  if (argument?.type === 'SpreadElement') return undefined
  const value = argument && resolveValue(source, argument)
  if (value?.type === 'ObjectExpression') return value
  const kind = value ? evidentKind(value) : 'nothing'
  if (!kind) return undefined
  throw problemAt(source, {
    offset: argument?.start ?? call.start,
    message: `defineDurableObject needs an object, but is given ${kind}.`,
    hint: 'Write `defineDurableObject({ methods: { … } })`.',
  })
}

function defaultHint(value: ESTree.Node): string {
  return value.type === 'ObjectExpression'
    ? 'Put `defineDurableObject( … )` around it.'
    : `${example} The class is made from it.`
}

export function isDefinitionCall(source: Source, node: ESTree.Node): node is ESTree.CallExpression {
  if (node.type !== 'CallExpression') return false
  const { callee } = node
  if (callee.type === 'Identifier') return isDefine(source, callee)
  return (
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 'defineDurableObject' &&
    importedName(source, callee.object.name) === '*'
  )
}

function isDefine(source: Source, callee: ESTree.IdentifierReference): boolean {
  const imported = importedName(source, callee.name)
  if (imported) return imported === 'defineDurableObject'
  return callee.name === 'defineDurableObject' && resolveValue(source, callee) === callee
}

/** The name in the Cloudwerk package that a local name was imported from; '*' for its namespace. */
function importedName(source: Source, local: string): string | undefined {
  for (const { moduleRequest, entries } of source.imports) {
    const entry = entries.find(({ localName }) => localName.value === local)
    if (!entry) continue
    if (!moduleRequest.value.startsWith('@cloudwerk/')) return 'something else'
    return entry.importName.kind === 'NamespaceObject' ? '*' : (entry.importName.name ?? 'default')
  }
  return undefined
}
