import { join } from 'node:path'
import ts from 'typescript-5'
import { readDoc } from './doc.ts'
import type { EntrySource } from './entries.ts'
import type { EntryPoint } from './model.ts'
import { isInternal, type Reader, readExport } from './read-export.ts'

export interface ReadEntries {
  entries: (EntrySource & { entry: EntryPoint })[]
  /** Public names without a doc comment, each with its file and line. */
  undocumented: string[]
}

/** Reads the exports of the entry points from their sources. */
export function readEntries(root: string, sources: readonly EntrySource[]): ReadEntries {
  const program = createProgram(root, sources)
  const checker = program.getTypeChecker()
  const modules = sources.map((source) => {
    const file = program.getSourceFile(join(root, source.source))
    if (!file) throw new Error(`There is no ${source.source}.`)
    return { source, comment: firstComment(file), symbols: exportedSymbols(checker, file) }
  })
  const known = new Set(modules.flatMap(({ symbols }) => symbols))
  const reader: Reader = { checker, known, root, undocumented: [] }
  const explained = new Set<ts.Symbol>()
  const entries = modules.map(({ source, comment, symbols }) => {
    if (!comment) reader.undocumented.push(`${source.source}: the entry point itself`)
    const shown = symbols.filter((symbol) => !isInternal(symbol))
    const also = shown.filter((symbol) => explained.has(symbol)).map(({ name }) => name)
    const own = shown.filter((symbol) => !explained.has(symbol))
    const exports = own.map((symbol) => readExport(reader, symbol))
    for (const symbol of own) explained.add(symbol)
    return { ...source, entry: { doc: readDoc(comment), exports, also } }
  })
  return { entries, undocumented: reader.undocumented }
}

function createProgram(root: string, sources: readonly EntrySource[]): ts.Program {
  return ts.createProgram(
    sources.map(({ source }) => join(root, source)),
    {
      target: ts.ScriptTarget.ES2023,
      lib: ['lib.es2024.d.ts', 'lib.esnext.disposable.d.ts'],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      allowImportingTsExtensions: true,
      types: ['@cloudflare/workers-types', 'node'],
      strict: true,
      noEmit: true,
      baseUrl: root,
      // Imports between packages resolve to sources, so that each export has a single symbol.
      paths: Object.fromEntries(sources.map(({ specifier, source }) => [specifier, [source]])),
    },
  )
}

function exportedSymbols(checker: ts.TypeChecker, file: ts.SourceFile): ts.Symbol[] {
  const module = checker.getSymbolAtLocation(file)
  if (!module) return []
  return checker
    .getExportsOfModule(module)
    .map((symbol) =>
      symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    )
}

/** The comment of the entry point itself, which has the tag `@packageDocumentation`. */
function firstComment(file: ts.SourceFile): ts.JSDoc | undefined {
  const [statement] = file.statements
  if (!statement) return undefined
  const comments = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc)
  return comments.find(({ tags }) =>
    tags?.some(({ tagName }) => tagName.text === 'packageDocumentation'),
  )
}
