import ts from 'typescript-5'

// Prints declarations for users: aliases that they cannot import are replaced by their definitions.

export interface PrintContext {
  checker: ts.TypeChecker
  /** The exports of all entry points. */
  known: ReadonlySet<ts.Symbol>
  root: string
}

/** Prints a function, a constant or a type alias as a declaration; undefined for computed types. */
export function printDeclaration(context: PrintContext, node: ts.Declaration): string | undefined {
  if (ts.isFunctionDeclaration(node)) return printFunction(context, node)
  if (ts.isVariableDeclaration(node)) {
    return `const ${node.name.getText()}: ${printType(context, node)}`
  }
  if (!ts.isTypeAliasDeclaration(node) || isComputed(node.type)) return undefined
  const parameters = printTypeParameters(context, node)
  return `type ${node.name.text}${parameters} = ${print(context, node.type)}`
}

/** Prints a member on one line, without `readonly`. */
export function printMember(context: PrintContext, node: ts.Declaration): string {
  const name = ts.getNameOfDeclaration(node)?.getText() ?? ''
  if (ts.isMethodSignature(node) || ts.isMethodDeclaration(node)) {
    const parameters = printTypeParameters(context, node)
    return `${name}${node.questionToken ? '?' : ''}${parameters}${printSignature(context, node)}`
  }
  if (ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)) {
    return `${name}${node.questionToken ? '?' : ''}: ${printType(context, node)}`
  }
  // The type that it takes, which is wider than what it gives.
  const [given] = ts.isSetAccessor(node) ? node.parameters : []
  if (given) return `${name}: ${printType(context, given)}`
  throw new Error(`The reference does not support the kind of member that ${name} is.`)
}

/** Whether a parameter's type is printed as `{ … }`, with its keys listed below the function. */
export function isInline(context: PrintContext, type: ts.TypeNode): boolean {
  if (ts.isIntersectionTypeNode(type) || ts.isTypeLiteralNode(type)) return true
  if (!ts.isTypeReferenceNode(type)) return false
  const declaration = declarationOf(context, type)
  return (
    declaration !== undefined &&
    ts.isInterfaceDeclaration(declaration) &&
    isWithoutSection(context, declaration)
  )
}

/** Whether a declaration is in this repository, but not exported by an entry point. */
export function isWithoutSection({ root, checker, known }: PrintContext, node: ts.Node): boolean {
  const { fileName } = node.getSourceFile()
  if (!fileName.startsWith(root) || fileName.includes('/node_modules/')) return false
  // A declaration without a name cannot be exported.
  const name = ts.getNameOfDeclaration(node as ts.Declaration)
  const symbol = name && checker.getSymbolAtLocation(name)
  return symbol === undefined || !known.has(symbol)
}

function printFunction(context: PrintContext, node: ts.FunctionDeclaration): string {
  const signature = printSignature(context, node)
  // Type parameters that the printed signature does not use only serve inference.
  const shown = (node.typeParameters ?? [])
    .map((parameter) => parameter.name.text)
    .filter((name) => new RegExp(`\\b${name}\\b`).test(signature))
  return `function ${node.name?.text}${shown.length > 0 ? `<${shown.join(', ')}>` : ''}${signature}`
}

function printSignature(context: PrintContext, node: ts.SignatureDeclaration): string {
  const parameters = node.parameters.map((parameter) => {
    const rest = parameter.dotDotDotToken ? '...' : ''
    const optional = parameter.questionToken || parameter.initializer ? '?' : ''
    const isListed = parameter.type && isInline(context, parameter.type)
    const type = isListed ? '{ … }' : printType(context, parameter)
    return `${rest}${parameter.name.getText()}${optional}: ${type}`
  })
  return `(${parameters.join(', ')}): ${printType(context, node)}`
}

function printTypeParameters(
  context: PrintContext,
  { typeParameters = [] }: { typeParameters?: Iterable<ts.TypeParameterDeclaration> },
): string {
  const parameters = [...typeParameters].map((parameter) => print(context, parameter))
  return parameters.length > 0 ? `<${parameters.join(', ')}>` : ''
}

/** Prints the declared type, or the inferred type of a field without a declared one. */
function printType(context: PrintContext, node: ts.Declaration & { type?: ts.TypeNode }): string {
  if (node.type) return print(context, node.type)
  return context.checker.typeToString(context.checker.getTypeAtLocation(node))
}

const printer = ts.createPrinter({ removeComments: true })

function print(context: PrintContext, node: ts.Node): string {
  const written = writeOut(context, node, new Map())
  return printer
    .printNode(ts.EmitHint.Unspecified, written, node.getSourceFile())
    .replace(/\s+/g, ' ')
    .replaceAll('"', "'")
}

type Given = ReadonlyMap<string, ts.TypeNode>

/** Replaces aliases that users cannot import by their definitions, applied to the type arguments. */
function writeOut<Node extends ts.Node>(context: PrintContext, node: Node, given: Given): Node {
  const replace = (child: ts.Node): ts.Node => {
    if (!ts.isTypeReferenceNode(child) || !ts.isIdentifier(child.typeName)) return visit(child)
    const alias = inlineAlias(context, child)
    return given.get(child.typeName.text) ?? (alias ? expand(child, alias) : visit(child))
  }
  const visit = (parent: ts.Node) => ts.visitEachChild(parent, replace, undefined)
  const expand = (use: ts.TypeReferenceNode, alias: ts.TypeAliasDeclaration) => {
    const values = new Map<string, ts.TypeNode>()
    alias.typeParameters?.forEach((parameter, index) => {
      const value = use.typeArguments?.[index] ?? parameter.default
      if (value) values.set(parameter.name.text, writeOut(context, value, given))
    })
    return writeOut(context, alias.type, values)
  }
  // Types are only replaced by types, and other nodes keep their kind.
  return replace(node) as Node
}

function inlineAlias(
  context: PrintContext,
  node: ts.TypeReferenceNode,
): ts.TypeAliasDeclaration | undefined {
  const declaration = declarationOf(context, node)
  if (!declaration || !ts.isTypeAliasDeclaration(declaration)) return undefined
  if (isComputed(declaration.type) || !isWithoutSection(context, declaration)) return undefined
  return declaration
}

function declarationOf(
  { checker }: PrintContext,
  node: ts.TypeReferenceNode,
): ts.Declaration | undefined {
  const symbol = checker.getSymbolAtLocation(node.typeName)
  if (!symbol) return undefined
  const isImport = symbol.flags & ts.SymbolFlags.Alias
  return (isImport ? checker.getAliasedSymbol(symbol) : symbol).declarations?.[0]
}

/** Computed types are not printed, since their doc comments explain them better. */
function isComputed(type: ts.TypeNode): boolean {
  return ts.isConditionalTypeNode(type) || ts.isMappedTypeNode(type)
}
