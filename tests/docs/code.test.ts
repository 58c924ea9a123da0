import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { importsFile } from '../../packages/dev/src/types/tsconfig-files.ts'
import { type Block, type Page, projectFile, readPages, repository, writeBlocks } from './pages.ts'

const compilerOptions = {
  target: 'es2023',
  lib: ['es2024'],
  module: 'esnext',
  moduleResolution: 'bundler',
  moduleDetection: 'force',
  types: ['@cloudflare/workers-types', '@cloudflare/vitest-plugin/types'],
  allowImportingTsExtensions: true,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  verbatimModuleSyntax: true,
}

const isTypeScript = ({ language }: Block): boolean => /^tsx?$/.test(language)

test('the TypeScript of README and docs compiles, each page as its own app', async () => {
  const pages = readPages().filter(({ blocks }) => blocks.some(isTypeScript))
  expect(pages.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['README.md', 'docs/coming-from.md', 'docs/guide/objects.md']),
  )
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-docs-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
  for (const page of pages) {
    const blocks = page.blocks.filter(
      (block) => isTypeScript(block) && !projectFile(page.path, block),
    )
    writeBlocks(join(root, appOf(page)), blocks)
  }
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  writeFileSync(join(root, 'imports.d.ts'), importsFile)
  expect(await compile(root)).toEqual({ code: 0, output: '' })
})

test.each(
  readPages().flatMap(({ path, blocks }) =>
    blocks.filter(({ language }) => language === 'sh').map((block) => ({ path, ...block })),
  ),
)('the shell script at $path:$line parses', async ({ text }) => {
  const child = execFile('sh', ['-n'])
  child.stdin?.end(text)
  expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(0)
})

/** The pages of the guide are one app. */
function appOf({ path }: Page): string {
  return path.startsWith('docs/guide/') ? 'docs/guide' : path
}

function compile(root: string): Promise<{ code: number | null; output: string }> {
  const tsc = join(repository, 'node_modules/typescript/bin/tsc')
  return new Promise((resolve) => {
    const args = [tsc, '--project', root]
    const child = execFile(process.execPath, args, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, output: stdout + stderr })
    })
  })
}
