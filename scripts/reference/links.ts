import type { EntrySource } from './entries.ts'
import type { EntryPoint } from './model.ts'
import { displayNames } from './pages.ts'

/** Turns names and error codes in Markdown into links to their sections; not `self`. */
export type Linker = (markdown: string, self?: string) => string

interface Section {
  page: string
  anchor: string
}

/** Creates a linker for each page, to the sections of all pages and of the troubleshooting page. */
export function createLinker(
  entries: readonly (EntrySource & { entry: EntryPoint })[],
  troubleshooting: string,
): (page: string) => Linker {
  const sections = new Map<string, Section>()
  for (const { page, entry } of entries) {
    const anchors = new Set<string>()
    for (const { name } of entry.exports) {
      const anchor = anchorOf(titleOf(name))
      if (anchors.has(anchor))
        throw new Error(`Two sections of ${page} have the anchor #${anchor}.`)
      anchors.add(anchor)
      sections.set(name, { page, anchor })
    }
  }
  for (const [, code = ''] of troubleshooting.matchAll(/^### ([A-Z_]+)$/gm)) {
    sections.set(code, { page: '../troubleshooting.md', anchor: anchorOf(code) })
  }
  return (page) => (markdown, self) =>
    markdown.replace(/(?<!\[)`([A-Za-z_]+)`/g, (code, name: string) => {
      const section = sections.get(name)
      if (!section || name === self) return code
      return `[${code}](${section.page === page ? '' : section.page}#${section.anchor})`
    })
}

/** The heading of the section about an export. */
export function titleOf(name: string): string {
  return displayNames[name]?.title ?? name
}

/** The anchor that GitHub generates for a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-')
}
