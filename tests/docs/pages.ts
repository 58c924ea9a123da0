import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repository: string = fileURLToPath(new URL('../..', import.meta.url))

export interface Block {
  /** The line that it begins at. */
  line: number
  /** Where its first line says that it belongs: `app/objects/counter.ts`. */
  file: string | undefined
  text: string
}

export interface Page {
  /** Relative to the repository: `docs/guide.md`. */
  path: string
  text: string
  /** The TypeScript on it. */
  blocks: Block[]
}

/** What users read. */
export function readPages(): Page[] {
  const paths = globSync(['README.md', 'CHANGELOG.md', 'docs/**/*.md', 'packages/*/README.md'], {
    cwd: repository,
  })
  return paths.sort().map((path) => {
    const text = readFileSync(join(repository, path), 'utf8')
    return { path, text, blocks: [...blocksOf(text)] }
  })
}

function* blocksOf(page: string): Generator<Block> {
  for (const match of page.matchAll(/^```tsx?\n([\s\S]*?)^```$/gm)) {
    const text = match[1] ?? ''
    const line = page.slice(0, match.index).split('\n').length + 1
    yield { line, file: /^\/\/ (\S+\.ts)\n/.exec(text)?.[1], text }
  }
}
