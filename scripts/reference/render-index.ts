import type { EntrySource } from './entries.ts'
import { anchorOf, type Linker, titleOf } from './links.ts'
import { item } from './markdown.ts'
import type { EntryPoint } from './model.ts'
import { spokenOf } from './pages.ts'
import { group } from './render-entry.ts'

/** One page of commands, for the index. */
export interface CommandPage {
  title: string
  page: string
  summary: string
}

/** The list of all pages with what is on them. */
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
      const title = spokenOf[name] ? `${titleOf(name)}` : `\`${name}\``
      return `[${title}](${page}#${anchorOf(titleOf(name))})`
    })
    const lead = entry.doc.text.split(/\n\s*\n/)[0] ?? ''
    const parts = [`**[${specifier}](${page})**`, link(lead), names.join(', ')]
    return item(parts.filter((part) => part !== ''))
  })
  return `${[
    '# Reference',
    'What each package exports and each command takes, made from the doc comments and the help texts.\nThe [guide](../guide.md) is for learning.',
    '## Entry points',
    sections.join('\n'),
    '## Commands',
    commandItems.join('\n'),
  ].join('\n\n')}\n`
}
