import ts from 'typescript-5'

export interface Printer {
  /** An exported declaration without its body. */
  declaration(node: ts.Declaration): string | undefined
  /** A member on one line, without `readonly`. */
  member(node: ts.Declaration): string
  /** Whether a parameter's type is written out below its function. */
  isInline(type: ts.TypeNode): boolean
  /** Whether a declaration is ours and has no section of its own. */
  isInlineDeclaration(node: ts.Node): boolean
}

interface Context {
  checker: ts.TypeChecker
  /** What the entry points export. */
  known: ReadonlySet<ts.Symbol>
  root: string
}

/** Prints declarations as users think of them: names that they cannot import are written out. */
export function createPrinter(context: Context): Printer {
  const printer = ts.createPrinter({ removeComments: true })

  return {
    declaration(node) {
      if (ts.isFunctionDeclaration(node)) return printFunction(node)
      if (ts.isVariableDeclaration(node)) return `const ${node.name.getText()}: ${typeOf(node)}`
      if (ts.isTypeAliasDeclaration(node)) {
        if (isComputed(node.type)) return undefined
        return `type ${node.name.text}${typeParameters(node)} = ${text(node.type)}`
      }
      if (ts.isInterfaceDeclaration(node)) {
        if (!node.typeParameters) return undefined
        return `interface ${node.name.text}${typeParameters(node)}`
      }
      if (ts.isClassDeclaration(node)) {
        const base = node.heritageClauses?.map((clause) => clause.getText()).join(' ')
        return `class ${node.name?.text}${typeParameters(node)}${base ? ` ${base}` : ''}`
      }
      throw new Error(`Cannot print a ${ts.SyntaxKind[node.kind]}.`)
    },
    member(node) {
      const name = ts.getNameOfDeclaration(node)?.getText() ?? ''
      if (ts.isMethodSignature(node) || ts.isMethodDeclaration(node)) {
        return `${name}${node.questionToken ? '?' : ''}${signature(node)}`
      }
      if (ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)) {
        return `${name}${node.questionToken ? '?' : ''}: ${typeOf(node)}`
      }
      throw new Error(`Cannot print the member ${name}.`)
    },
    isInline,
    isInlineDeclaration: (node) => isOurs(node) && !isKnown(node),
  }

  function printFunction(node: ts.FunctionDeclaration): string {
    const rest = signature(node)
    // Parameters that nothing shown depends on are for inference alone.
    const shown = (node.typeParameters ?? []).filter((parameter) =>
      new RegExp(`\\b${parameter.name.text}\\b`).test(rest),
    )
    const generics = shown.map((parameter) => parameter.name.text).join(', ')
    return `function ${node.name?.text}${generics && `<${generics}>`}${rest}`
  }

  function signature(node: ts.SignatureDeclaration): string {
    const own = ts.isFunctionDeclaration(node) ? '' : typeParameters(node)
    const parameters = node.parameters.map((parameter) => {
      const optional = parameter.questionToken || parameter.initializer ? '?' : ''
      const rest = parameter.dotDotDotToken ? '...' : ''
      const type = parameter.type && isInline(parameter.type) ? '{ … }' : typeOf(parameter)
      return `${rest}${parameter.name.getText()}${optional}: ${type}`
    })
    return `${own}(${parameters.join(', ')}): ${typeOf(node)}`
  }

  function typeParameters(node: { typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration> }) {
    const own = node.typeParameters?.map((parameter) => text(parameter)).join(', ')
    return own ? `<${own}>` : ''
  }

  /** The declared type, or for a field the one of its value. */
  function typeOf(node: ts.Declaration & { type?: ts.TypeNode }): string {
    if (node.type) return text(node.type)
    const { checker } = context
    return checker.typeToString(checker.getTypeAtLocation(node))
  }

  function text(node: ts.Node): string {
    const { transformed } = ts.transform(node, [() => (root) => writeOut(root, new Map())])
    const [result] = transformed
    if (!result) return node.getText()
    return printer
      .printNode(ts.EmitHint.Unspecified, result, node.getSourceFile())
      .replace(/\s+/g, ' ')
      .replaceAll('"', "'")
  }

  /** Replaces aliases that users cannot import by what they stand for. */
  function writeOut(node: ts.Node, given: ReadonlyMap<string, ts.TypeNode>): ts.Node {
    if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) {
      const substitute = given.get(node.typeName.text)
      if (substitute) return substitute
      const alias = inlineAlias(node)
      if (alias) {
        const values = alias.typeParameters?.map((parameter, index) => {
          const value = node.typeArguments?.[index] ?? parameter.default
          return [parameter.name.text, writeOut(value as ts.TypeNode, given)] as const
        })
        // Type nodes stay type nodes.
        return writeOut(alias.type, new Map(values) as Map<string, ts.TypeNode>)
      }
    }
    return ts.visitEachChild(node, (child) => writeOut(child, given), undefined)
  }

  function inlineAlias(node: ts.TypeReferenceNode): ts.TypeAliasDeclaration | undefined {
    const declaration = declarationOf(node)
    if (!declaration || !ts.isTypeAliasDeclaration(declaration)) return undefined
    if (isComputed(declaration.type) || isKnown(declaration) || !isOurs(declaration))
      return undefined
    return declaration
  }

  function isInline(type: ts.TypeNode): boolean {
    if (ts.isIntersectionTypeNode(type) || ts.isTypeLiteralNode(type)) return true
    if (!ts.isTypeReferenceNode(type)) return false
    const declaration = declarationOf(type)
    if (!declaration || !ts.isInterfaceDeclaration(declaration)) return false
    return isOurs(declaration) && !isKnown(declaration)
  }

  function declarationOf(node: ts.TypeReferenceNode): ts.Declaration | undefined {
    const symbol = context.checker.getSymbolAtLocation(node.typeName)
    if (!symbol) return undefined
    const target =
      symbol.flags & ts.SymbolFlags.Alias ? context.checker.getAliasedSymbol(symbol) : symbol
    return target.declarations?.[0]
  }

  function isKnown(node: ts.Node): boolean {
    const name = ts.getNameOfDeclaration(node as ts.Declaration)
    const symbol = name && context.checker.getSymbolAtLocation(name)
    return symbol !== undefined && context.known.has(symbol)
  }

  function isOurs(node: ts.Node): boolean {
    const { fileName } = node.getSourceFile()
    return fileName.startsWith(context.root) && !fileName.includes('/node_modules/')
  }
}

/** Types that are computed say nothing to a reader; their comments do. */
function isComputed(type: ts.TypeNode): boolean {
  return (
    ts.isConditionalTypeNode(type) ||
    ts.isMappedTypeNode(type) ||
    (ts.isTypeReferenceNode(type) && type.typeName.getText() === 'Omit')
  )
}
