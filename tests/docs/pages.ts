import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repository: string = fileURLToPath(new URL('../..', import.meta.url))

export interface Block {
  /** The line where it begins. */
  line: number
  /** The language after its fence: `ts`, `sh`. */
  language: string
  /** The file that its first line names: `app/objects/counter.ts`. */
  file: string | undefined
  text: string
}

export interface Page {
  /** Relative to the repository: `docs/guide.md`. */
  path: string
  text: string
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

/** Writes the files of a page. Blocks that name no file become modules named after their line. */
export function writeBlocks(root: string, blocks: readonly Block[]): void {
  for (const { file, language, line, text } of blocks) {
    const target = join(root, file ?? `line-${line}.${language}`)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
}

/** The file of `tests/projects` that a block of a page about a framework shows; its project compiles it. */
export function projectFile(path: string, { file, language }: Block): string | undefined {
  const [, name] = /^docs\/coming-from\/([\w-]+)\.md$/.exec(path) ?? []
  if (name === undefined || file === undefined || language === 'jsonc') return undefined
  const found = `tests/projects/${name}/${file}`
  return existsSync(join(repository, found)) ? found : undefined
}

function* blocksOf(page: string): Generator<Block> {
  for (const match of page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)) {
    const [, language = '', text = ''] = match
    const line = page.slice(0, match.index).split('\n').length + 1
    yield { line, language, file: /^(?:\/\/|#|<!--) (\.?\w\S*\.\w+)\b/.exec(text)?.[1], text }
  }
}
