import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { readPages, repository } from './pages.ts'

test('the app of the guide runs, and passes the tests that the guide writes', async () => {
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-guide-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
  writeFileSync(join(root, 'package.json'), '{ "name": "guide", "type": "module" }')
  const guide = readPages().find(({ path }) => path === 'docs/guide.md')
  for (const { file, text } of guide?.blocks ?? []) {
    if (!file) continue
    mkdirSync(join(root, dirname(file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  const { code, output } = await vitest(root)
  expect(output).toMatch(/Tests +2 passed/)
  expect(code).toBe(0)
})

function vitest(cwd: string): Promise<{ code: number | null; output: string }> {
  // As from a terminal: without what this test has set.
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV)/.test(name))
  const env = { ...Object.fromEntries(own), NO_COLOR: '1', FORCE_COLOR: undefined }
  const args = [join(repository, 'node_modules/vitest/vitest.mjs'), 'run']
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd, env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, output: stripVTControlCharacters(stdout + stderr) })
    })
  })
}
