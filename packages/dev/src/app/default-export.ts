import type { ESTree } from 'vite'
import { resolveValue } from './expressions.ts'
import type { Source } from './source.ts'

export interface DefaultExport {
  offset: number
  /** Undefined where it comes from another file. */
  value: ESTree.Node | undefined
}

/** What a file exports as default, followed to its value within the file. */
export function findDefaultExport(source: Source): DefaultExport | undefined {
  for (const statement of source.body) {
    const found = defaultExportOf(source, statement)
    if (found) return found
  }
  return undefined
}

function defaultExportOf(
  source: Source,
  statement: Source['body'][number],
): DefaultExport | undefined {
  switch (statement.type) {
    case 'ExportDefaultDeclaration': {
      const { declaration, start } = statement
      if (declaration.type === 'TSInterfaceDeclaration') return undefined
      return { offset: start, value: resolveValue(source, declaration) }
    }
    case 'ExportAllDeclaration':
      return statement.exported && nameOf(statement.exported) === 'default'
        ? { offset: statement.start, value: undefined }
        : undefined
    case 'ExportNamedDeclaration': {
      const specifier = statement.specifiers.find(({ exported }) => nameOf(exported) === 'default')
      if (!specifier || isTypeOnly(statement, specifier)) return undefined
      const { local, start } = specifier
      return { offset: start, value: statement.source ? undefined : resolveValue(source, local) }
    }
    default:
      return undefined
  }
}

function nameOf(node: ESTree.ModuleExportName): string {
  return node.type === 'Identifier' ? node.name : node.value
}

function isTypeOnly(
  statement: ESTree.ExportNamedDeclaration,
  specifier: ESTree.ExportSpecifier,
): boolean {
  return statement.exportKind === 'type' || specifier.exportKind === 'type'
}
