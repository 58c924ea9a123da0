import type { ESTree } from 'vite'
import { findDefaultExport } from '../../app/default-export.ts'
import { findDefinitionObject, isDefinitionCall } from '../../app/definition-object.ts'
import type { Source } from '../../app/source.ts'
import { type Edit, type EditedText, editText } from './edited-text.ts'
import { handlerEdits, hasEarlyHandler } from './handlers.ts'
import { mentionsApp } from './mentions-app.ts'
import { nominalExports } from './nominal-exports.ts'
import { outsideImports } from './outside-imports.ts'

/**
 * A copy of an object's source in which the compiler can infer all methods and check all uses of
 * `this`. Line for line the original, except for the name of the called function.
 */
export interface Shadow extends EditedText {
  source: Source
}

const define = 'cloudwerk$define'

/**
 * The shadow of an object. Undefined where the object's own file is enough for the compiler: the methods
 * are inferred, and nothing needs the types of the app, which depend on those of the object.
 */
export function createShadow(source: Source): Shadow | undefined {
  const call = findCall(source)
  const object = call && findDefinitionObject(source)
  if (!object || !/\.m?ts$/.test(source.file)) return undefined
  const givesState = call.typeArguments?.params.length === 1
  if (!givesState && !mentionsApp(source) && !hasEarlyHandler(object)) return undefined
  const nominal = nominalExports(source)
  const declaration = `declare const ${define}: import('@cloudwerk/durable-object').DefineShadow`
  const end = source.text.length
  const edits = [
    ...outsideImports(source),
    ...callEdits(call, givesState),
    ...handlerEdits(source, object),
    ...nominal.edits,
    { start: end, end, text: `\n${[declaration, ...nominal.imports].join('\n')}\n` },
  ]
  return { source, ...editText(source.text, edits) }
}

function findCall(source: Source): ESTree.CallExpression | undefined {
  const value = findDefaultExport(source)?.value
  return value && isDefinitionCall(source, value) ? value : undefined
}

function callEdits(call: ESTree.CallExpression, givesState: boolean): Edit[] {
  const { start, end } = call.callee
  const name = { start, end, text: define }
  const at = call.typeArguments?.end
  return givesState && at !== undefined ? [name, { start: at, end: at, text: '()' }] : [name]
}
