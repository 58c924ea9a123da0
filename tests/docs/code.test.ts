import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Page, readPages, repository } from './pages.ts'

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

test('the TypeScript of README and docs compiles, each page as an app of its own', async () => {
  const pages = readPages().filter(({ blocks }) => blocks.length > 0)
  expect(pages.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['README.md', 'docs/coming-from.md', 'docs/guide.md']),
  )
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-docs-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
  for (const page of pages) writePage(root, page)
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  expect(await compile(root)).toEqual({ code: 0, output: '' })
})

/** Blocks that name no file are modules by themselves, named after their line. */
function writePage(root: string, { path, blocks }: Page): void {
  for (const { file, line, text } of blocks) {
    const target = join(root, path, file ?? `line-${line}.ts`)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
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
