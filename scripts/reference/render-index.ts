import type { EntrySource } from './entries.ts'
import { anchorOf, type Linker, titleOf } from './links.ts'
import { item } from './markdown.ts'
import type { EntryPoint } from './model.ts'
import { displayNames } from './pages.ts'
import { group } from './render-entry.ts'

/** The page of a command-line program, as the index lists it. */
export interface CommandPage {
  title: string
  page: string
  summary: string
}

/** The index: all pages with their contents. */
export function renderIndex(
  entries: readonly (EntrySource & { entry: EntryPoint })[],
  commands: readonly CommandPage[],
  link: Linker,
): string {
  const commandItems = commands.map(({ title, page, summary }) =>
    item([`[${title}](${page}): ${summary}`]),
  )
  const sections = entries.map(({ specifier, page, entry }) => {
    const { main, errors, types } = group(entry.exports)
    const names = [...main, ...errors, ...types].map(({ name }) => {
      const title = displayNames[name] ? `${titleOf(name)}` : `\`${name}\``
      return `[${title}](${page}#${anchorOf(titleOf(name))})`
    })
    const lead = entry.doc.text.split(/\n\s*\n/)[0] ?? ''
    const parts = [`**[${specifier}](${page})**`, link(lead), names.join(', ')]
    return item(parts.filter((part) => part !== ''))
  })
  return `${[
    '# Reference',
    'The exports of each package and the options of each command, generated from doc comments and help\ntexts. To learn Cloudwerk, start with the [guide](../guide.md).',
    '## Entry points',
    sections.join('\n'),
    '## Commands',
    commandItems.join('\n'),
  ].join('\n\n')}\n`
}
