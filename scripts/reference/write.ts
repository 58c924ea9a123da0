// Writes docs/reference. With --check, only checks that the pages are up to date.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { commandPages } from './commands.ts'
import { findEntries } from './entries.ts'
import { createLinker } from './links.ts'
import { readEntries } from './read-entries.ts'
import { renderEntry } from './render-entry.ts'
import { renderIndex } from './render-index.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'docs/reference')
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })

const { pages, undocumented } = renderPages()
const stale = stalePages(pages)
if (undocumented.length > 0) {
  console.error(
    'Public names without a doc comment (mark names that are not for users as @internal):',
  )
  for (const place of undocumented) console.error(`  ${place}`)
  process.exitCode = 1
} else if (!values.check) {
  write(pages)
} else if (stale.length > 0) {
  console.error(`Not up to date: ${stale.join(', ')} in docs/reference. Run: npm run reference`)
  process.exitCode = 1
}

function renderPages(): { pages: Map<string, string>; undocumented: string[] } {
  const { entries, undocumented } = readEntries(root, findEntries(root))
  const troubleshooting = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8')
  const linker = createLinker(entries, troubleshooting)
  const commands = commandPages()
  const pages = new Map([
    ['README.md', renderIndex(entries, commands, linker('README.md'))],
    ...entries.map(
      ({ specifier, page, entry }) => [page, renderEntry(specifier, entry, linker(page))] as const,
    ),
    ...commands.map(({ page, text }) => [page, text] as const),
  ])
  return { pages, undocumented }
}

function stalePages(pages: ReadonlyMap<string, string>): string[] {
  const written = new Map(
    writtenPages().map((page) => [page, readFileSync(join(folder, page), 'utf8')]),
  )
  const names = new Set([...pages.keys(), ...written.keys()])
  return [...names].filter((page) => pages.get(page) !== written.get(page))
}

function write(pages: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true })
  for (const page of writtenPages()) if (!pages.has(page)) rmSync(join(folder, page))
  for (const [page, text] of pages) writeFileSync(join(folder, page), text)
}

function writtenPages(): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
