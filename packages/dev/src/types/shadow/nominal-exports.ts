import type { ESTree } from 'vite'
import type { Source } from '../../app/source.ts'
import { moduleSpecifier } from '../module-specifier.ts'
import type { Edit } from './edited-text.ts'

export interface NominalExports {
  edits: Edit[]
  imports: string[]
}

/**
 * Exported classes and enums, which a shadow imports from the original: for the compiler a second
 * declaration would be another type, and `stub.setKind(Kind.Big)` would be an error.
 */
export function nominalExports({ file, body, text }: Source): NominalExports {
  const found = body.flatMap((statement) => {
    const declaration = nominalDeclaration(statement)
    return declaration?.id ? [{ statement, name: declaration.id.name }] : []
  })
  const from = JSON.stringify(`../../../../${moduleSpecifier(file)}`)
  return {
    edits: found.map(({ statement: { start, end } }) => ({
      start,
      end,
      text: text.slice(start, end).replace(/[^\r\n]/g, ' '),
    })),
    imports: found.map(({ name }) => `import { ${name} } from ${from}; export { ${name} }`),
  }
}

function nominalDeclaration(
  statement: ESTree.Program['body'][number],
): ESTree.Class | ESTree.TSEnumDeclaration | undefined {
  if (statement.type !== 'ExportNamedDeclaration') return undefined
  const { declaration } = statement
  const isNominal =
    declaration?.type === 'ClassDeclaration' || declaration?.type === 'TSEnumDeclaration'
  return isNominal ? declaration : undefined
}
