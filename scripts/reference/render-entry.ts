import { type Linker, titleOf } from './links.ts'
import { type Block, codeBlock, item, lines, paragraphs, seeAlso } from './markdown.ts'
import type { Doc, EntryPoint, Export, Member } from './model.ts'
import { shownIn, spokenOf } from './pages.ts'

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
  return `${blocks.join('\n\n')}\n`
}

/** What users call or speak of comes first, then the classes of errors, then types to name. */
export function group(exports: readonly Export[]): Record<'main' | 'errors' | 'types', Export[]> {
  const spoken = Object.keys(spokenOf)
  const values = exports.filter(({ kind }) => kind === 'function' || kind === 'constant')
  const subjects = exports
    .filter(({ name }) => spoken.includes(name))
    .sort((a, b) => spoken.indexOf(a.name) - spoken.indexOf(b.name))
  const errors = exports
    .filter(({ kind }) => kind === 'class')
    // The base class first.
    .sort(
      (a, b) => Number(b.name === 'DurableObjectError') - Number(a.name === 'DurableObjectError'),
    )
  const main = [...values, ...subjects]
  const types = exports.filter((one) => !main.includes(one) && !errors.includes(one))
  return { main, errors, types }
}

function renderExport({ name, declaration, doc, parts }: Export, link: Linker): Block[] {
  const spoken = spokenOf[name]
  const blocks: Block[] = []
  // Forms of a definition are told apart by what is in them, which an example shows better.
  const isShown = doc.example && declaration?.includes('\n')
  if (declaration && !spoken && !isShown) blocks.push(codeBlock(declaration))
  blocks.push(...renderDoc(doc, name, link))
  for (const { title, members } of parts) {
    if (title) blocks.push(`Keys of \`${title}\`:`)
    const prefix = spoken?.prefix ?? ''
    blocks.push(members.map((member) => renderMember(member, { prefix, name, link })).join('\n'))
  }
  if (spoken) blocks.push(`Its type is \`${name}\`.`)
  const links = shownIn[name]
  if (links) blocks.push(seeAlso(links))
  return blocks
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
  /** What stands before it: `this.`. */
  prefix: string
  /** Whose member it is. */
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

/** The sections of the types in a declaration, in which nothing can be linked. */
function linksToTypes(declaration: string, link: Linker, self: string): string {
  const names = new Set(declaration.match(/\b[A-Z]\w+\b/g) ?? [])
  const links = [...names].map((name) => link(`\`${name}\``, self))
  const found = links.filter((text) => text.startsWith('['))
  return found.length > 0 ? ` · ${found.join(', ')}` : ''
}

/** `TypeError for …` with its class as code. */
function codeFirst(text: string): string {
  return text.replace(/^\w+/, (name) => `\`${name}\``)
}
