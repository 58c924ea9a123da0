import { type ESTree, parseSync } from 'vite'
import type { Source } from '../app/source.ts'
import { mapNames, pairKeys } from './shadow/declaration-map.ts'
import { type Key, keysOf, sourceKeys } from './shadow/definition-names.ts'
import { encodeMappings, type Mapping } from './shadow/encode-mappings.ts'
import { stateKeys } from './shadow/state-names.ts'
import type { GeneratedFile } from './write-generated.ts'

const file = 'client.d.ts'

/**
 * The types of pages with their source map. It leads from each call to its method and from each key of the state
 * to where the object's file has it: an editor that shows a page goes there, and finds and renames the name in both
 * programs.
 */
export function clientFiles(
  text: string,
  objects: readonly { className: string; source: Source }[],
): GeneratedFile[] {
  const shapes = shapesIn(text)
  const mappings = objects.flatMap(({ className, source }, index): Mapping[] => {
    const shape = shapes.get(className)
    const pairs = [
      ...pairKeys(membersOf(shape?.get('calls')), sourceKeys(source, ['methods'])),
      ...pairKeys(membersOf(shape?.get('state')), stateKeys(source)),
    ]
    return mapNames({ text, pairs, source: source.text }).map((mapping) => ({
      ...mapping,
      source: index,
    }))
  })
  const map = {
    version: 3,
    file,
    sources: objects.map(({ source }) => `../../${source.file}`),
    names: [],
    mappings: encodeMappings(mappings),
  }
  return [
    { path: file, content: `${text.trimEnd()}\n//# sourceMappingURL=${file}.map\n` },
    { path: `${file}.map`, content: `${JSON.stringify(map)}\n` },
  ]
}

type Members = readonly ESTree.Node[]

/** `state`, `calls` and `presence` of each object. */
function shapesIn(text: string): Map<string, Map<string, Members>> {
  const shapes = new Map<string, Map<string, Members>>()
  for (const statement of parseSync(file, text).program.body) {
    if (statement.type !== 'VariableDeclaration') continue
    for (const { id } of statement.declarations) {
      const type = id.typeAnnotation?.typeAnnotation
      if (id.type !== 'Identifier' || type?.type !== 'TSTypeLiteral') continue
      shapes.set(id.name, new Map(type.members.flatMap(partOf)))
    }
  }
  return shapes
}

function partOf(member: ESTree.TSSignature): [string, Members][] {
  if (member.type !== 'TSPropertySignature' || member.key.type !== 'Identifier') return []
  const type = member.typeAnnotation?.typeAnnotation
  return type?.type === 'TSTypeLiteral' ? [[member.key.name, type.members]] : []
}

function membersOf(members: Members | undefined): Map<string, Key> {
  return keysOf(members ?? [])
}
