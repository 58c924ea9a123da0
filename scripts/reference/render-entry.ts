import { type Linker, titleOf } from './links.ts'
import { type Block, codeBlock, item, lines, paragraphs, seeAlso } from './markdown.ts'
import type { Doc, EntryPoint, Export, Member } from './model.ts'
import { displayNames, keyGroups, shownIn } from './pages.ts'

/** The page of one entry point. */
export function renderEntry(specifier: string, entry: EntryPoint, link: Linker): string {
  const blocks: Block[] = [`# ${specifier}`, ...paragraphs(link(entry.doc.text))]
  const { main, errors, types } = group(entry.exports)
  for (const one of main) blocks.push(`## ${titleOf(one.name)}`, ...renderExport(one, link))
  for (const [title, exports] of [
    ['Errors', errors],
    ['Types', types],
  ] as const) {
    if (exports.length === 0) continue
    blocks.push(`## ${title}`)
    for (const one of exports) blocks.push(`### ${one.name}`, ...renderExport(one, link))
  }
  if (entry.also.length > 0) blocks.push('## Also exported', ...paragraphs(renderAlso(entry, link)))
  return `${blocks.join('\n\n')}\n`
}

/** The names that other pages explain. */
function renderAlso({ also }: EntryPoint, link: Linker): string {
  return link(`${also.map((name) => `\`${name}\``).join(', ')}.`)
}

/** Groups exports in the order of a page: functions and main types, error classes, other types. */
export function group(exports: readonly Export[]): Record<'main' | 'errors' | 'types', Export[]> {
  const order = Object.keys(displayNames)
  const values = exports.filter(({ kind }) => kind === 'function' || kind === 'constant')
  const subjects = exports
    .filter(({ name }) => order.includes(name))
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
  const errors = exports
    .filter(({ kind }) => kind === 'class')
    // The base class comes first.
    .sort(
      (a, b) => Number(b.name === 'DurableObjectError') - Number(a.name === 'DurableObjectError'),
    )
  const main = [...values, ...subjects]
  const types = exports.filter((one) => !main.includes(one) && !errors.includes(one))
  return { main, errors, types }
}

function renderExport({ name, declaration, doc, parts }: Export, link: Linker): Block[] {
  const display = displayNames[name]
  const blocks: Block[] = []
  // Overloads differ in the keys of a definition, which an example shows better than signatures.
  const isShown = doc.example && declaration?.includes('\n')
  if (declaration && !display && !isShown) blocks.push(codeBlock(declaration))
  blocks.push(...renderDoc(doc, name, link))
  for (const { title, members } of parts) {
    if (title) blocks.push(`Keys of \`${title}\`:`)
    const place = { prefix: display?.prefix ?? '', name, link }
    for (const [heading, group] of groupMembers(name, members)) {
      if (heading) blocks.push(`**${heading}**`)
      blocks.push(group.map((member) => renderMember(member, place)).join('\n'))
    }
  }
  if (display) blocks.push(`Its type is \`${name}\`.`)
  const links = shownIn[name]
  if (links) blocks.push(seeAlso(links))
  return blocks
}

/** The members under their headings, or all of them under none. */
function groupMembers(name: string, members: readonly Member[]): [string, Member[]][] {
  const groups = keyGroups[name]
  if (!groups) return [['', [...members]]]
  const rest = new Map(members.map((member) => [member.name, member]))
  const grouped = Object.entries(groups).map(([heading, keys]): [string, Member[]] => [
    heading,
    keys.map((key) => take(rest, key)),
  ])
  const [left] = rest.keys()
  if (left !== undefined) throw new Error(`'${left}' of ${name} is in no group of pages.ts.`)
  return grouped
}

function take(members: Map<string, Member>, key: string): Member {
  const member = members.get(key)
  if (!member) throw new Error(`There is no '${key}', which a group of pages.ts has.`)
  members.delete(key)
  return member
}

function renderDoc(doc: Doc, name: string, link: Linker): Block[] {
  const thrown = doc.throws.map((text) => `Throws ${link(codeFirst(text), name)}`)
  return [
    ...(doc.example ? [doc.example] : []),
    ...paragraphs(link(doc.text, name)),
    ...(thrown.length > 0 ? [lines(thrown)] : []),
  ]
}

interface MemberPlace {
  /** The text before the member's name, such as `this.`. */
  prefix: string
  /** The name of the type that it is a member of. */
  name: string
  link: Linker
}

function renderMember({ declarations, doc }: Member, { prefix, name, link }: MemberPlace): Block {
  const thrown = doc.throws.map((text) => `Throws ${codeFirst(text)}`)
  return item([
    ...declarations.map((text) => `\`${prefix}${text}\`${linksToTypes(text, link, name)}`),
    ...[...doc.text.split(/\n\s*\n/), ...thrown].map((text) => link(text, name)),
  ])
}

/** Links to the sections of the types in a declaration, since code itself cannot contain links. */
function linksToTypes(declaration: string, link: Linker, self: string): string {
  const names = new Set(declaration.match(/\b[A-Z]\w+\b/g) ?? [])
  const links = [...names].map((name) => link(`\`${name}\``, self))
  const found = links.filter((text) => text.startsWith('['))
  return found.length > 0 ? ` · ${found.join(', ')}` : ''
}

/** Formats the class at the start of a `@throws` text as code. */
function codeFirst(text: string): string {
  return text.replace(/^\w+/, (name) => `\`${name}\``)
}
