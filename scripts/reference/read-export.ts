import { relative } from 'node:path'
import ts from 'typescript-5'
import { readDoc } from './doc.ts'
import type { Export, Member, Part } from './model.ts'
import { withoutMembers } from './pages.ts'
import {
  isInline,
  isWithoutSection,
  type PrintContext,
  printDeclaration,
  printMember,
} from './print.ts'

export interface Reader extends PrintContext {
  /** Collects the public names without a doc comment. */
  undocumented: string[]
}

export function readExport(reader: Reader, symbol: ts.Symbol): Export {
  const declarations = symbol.declarations ?? []
  const [declaration] = declarations
  if (!declaration) throw new Error(`${symbol.name} has no declaration.`)
  const functions = declarations.filter(ts.isFunctionDeclaration)
  const doc = readDoc(...declarations.map(commentOf))
  if (!doc.text) reportUndocumented(reader, symbol.name, declaration)
  const base = { name: symbol.name, doc }
  if (functions.length > 0) {
    const signatures = functions.length > 1 ? functions.filter(({ body }) => !body) : functions
    return { ...base, kind: 'function', ...readFunction(reader, signatures) }
  }
  return {
    ...base,
    kind: kindOf(declaration),
    declaration: printDeclaration(reader, declaration),
    parts: membersOf(reader, declaration),
  }
}

function kindOf(declaration: ts.Declaration): Export['kind'] {
  if (ts.isClassDeclaration(declaration)) return 'class'
  return ts.isVariableDeclaration(declaration) ? 'constant' : 'type'
}

/** The signatures, and the keys of parameters whose types have no section. */
function readFunction(
  reader: Reader,
  signatures: ts.FunctionDeclaration[],
): Pick<Export, 'declaration' | 'parts'> {
  const keys = new Map<string, Map<string, Member>>()
  for (const signature of signatures) {
    for (const parameter of signature.parameters) {
      if (!parameter.type || !isInline(reader, parameter.type)) continue
      const name = parameter.name.getText()
      const members = keys.get(name) ?? new Map<string, Member>()
      keys.set(name, members)
      const type = reader.checker.getTypeFromTypeNode(parameter.type)
      for (const property of ownFirst(reader.checker.getPropertiesOfType(type), signature)) {
        const member = readMember(reader, property)
        // If several overloads have the key, the documented one is shown.
        if (!members.get(member.name)?.doc.text) members.set(member.name, member)
      }
    }
  }
  const parts = [...keys].map(([title, members]) => ({ title, members: [...members.values()] }))
  const [first] = signatures
  if (first) for (const part of parts) requireComments(reader, part, first)
  return { declaration: signatures.map((node) => printDeclaration(reader, node)).join('\n'), parts }
}

/** Sorts keys that are declared in the function's own file before shared ones. */
function ownFirst(properties: ts.Symbol[], beside: ts.Node): ts.Symbol[] {
  const isOwn = ({ declarations }: ts.Symbol) =>
    declarations?.[0]?.getSourceFile() === beside.getSourceFile()
  return [...properties].sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)))
}

/** The members that a type declares itself or inherits from a base without a section. */
function membersOf(reader: Reader, declaration: ts.Declaration): Part[] {
  if (!ts.isClassDeclaration(declaration) && !ts.isInterfaceDeclaration(declaration)) return []
  if (withoutMembers.includes(declaration.name?.text ?? '')) return []
  const type = reader.checker.getTypeAtLocation(declaration)
  const isOwn = ({ declarations }: ts.Symbol) => declarations?.[0]?.parent === declaration
  const members = reader.checker
    .getPropertiesOfType(type)
    .filter((property) =>
      property.declarations?.some((node) => belongsTo(reader, node, declaration)),
    )
    .filter((property) => !property.declarations?.some(isHidden) && !isInternal(property))
    // Inherited members first.
    .sort((a, b) => Number(isOwn(a)) - Number(isOwn(b)))
    .map((property) => readMember(reader, property))
  const part = { title: '', members }
  requireComments(reader, part, declaration)
  return members.length > 0 ? [part] : []
}

function belongsTo(reader: Reader, node: ts.Declaration, owner: ts.Declaration): boolean {
  return node.parent === owner || isWithoutSection(reader, node.parent)
}

/** Whether a member is private, named by a symbol, or already listed for the base class. */
function isHidden(node: ts.Declaration): boolean {
  const name = ts.getNameOfDeclaration(node)
  if (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Override) return true
  return name !== undefined && (ts.isPrivateIdentifier(name) || ts.isComputedPropertyName(name))
}

function readMember(reader: Reader, symbol: ts.Symbol): Member {
  const nodes = [...new Set(symbol.declarations ?? [])]
  const printed = nodes.filter((node) => !ts.isGetAccessor(node))
  return {
    name: symbol.name,
    declarations: [...new Set(printed.map((node) => printMember(reader, node)))],
    doc: readDoc(...nodes.map(commentOf)),
  }
}

function requireComments(reader: Reader, part: Part, owner: ts.Declaration): void {
  const name = ts.getNameOfDeclaration(owner)?.getText()
  for (const member of part.members) {
    if (!member.doc.text) reportUndocumented(reader, `${name}.${member.name}`, owner)
  }
}

function reportUndocumented(reader: Reader, name: string, node: ts.Node): void {
  const file = node.getSourceFile()
  const { line } = file.getLineAndCharacterOfPosition(node.getStart())
  reader.undocumented.push(`${relative(reader.root, file.fileName)}:${line + 1}: ${name}`)
}

/** Whether an export is meant for our other packages only. */
export function isInternal(symbol: ts.Symbol): boolean {
  return symbol.getJsDocTags().some(({ name }) => name === 'internal')
}

function commentOf(node: ts.Declaration): ts.JSDoc | undefined {
  // The doc comment of a constant belongs to the variable statement.
  const owner = ts.isVariableDeclaration(node) ? node.parent.parent : node
  return ts.getJSDocCommentsAndTags(owner).findLast(ts.isJSDoc)
}
