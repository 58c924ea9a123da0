import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPages, repository, writeBlocks } from './pages.ts'

const pages = readPages()
const template = join(repository, 'packages/create-cloudwerk/templates/base')
const root = mkdtempSync(join(tmpdir(), 'cloudwerk-guide-'))

/** The files of all pages of the guide, on the settings of a new app. */
beforeAll(() => {
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
  for (const file of ['package.json', 'tsconfig.json'])
    cpSync(join(template, file), join(root, file))
  writeFileSync(join(root, 'package.json'), '{ "name": "guide", "type": "module" }')
  for (const { path, blocks } of pages) {
    if (path.startsWith('docs/guide/'))
      writeBlocks(
        root,
        blocks.filter(({ file }) => file),
      )
  }
  cpSync(join(repository, 'tests/docs/guide-app/examples.ts'), join(root, 'tests/examples.test.ts'))
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

test("the guide's app does what the guide says, and the guide's own tests pass", async () => {
  // As in vitest.config.ts: the limit is there for a hang, not for a slow, busy machine.
  const limits = ['--testTimeout=600000', '--hookTimeout=600000', '--expect.poll.timeout=240000']
  const { code, output } = await run('vitest/vitest.mjs', ['run', ...limits])
  expect(output).toMatch(/Tests +33 passed/)
  expect(code, output).toBe(0)
})

test("its objects and routes know each other's types", async () => {
  const types = await run('@cloudwerk/dev/bin/cloudwerk.js', ['types', '--check'])
  expect(types).toMatchObject({ code: 0 })
  expect(await run('typescript/bin/tsc', [])).toEqual({ code: 0, output: '' })
})

test('it builds, and deploys to the environment of the deployment page', async () => {
  expect(await run('@cloudwerk/dev/bin/cloudwerk.js', ['build'])).toMatchObject({ code: 0 })
  writeBlocks(root, blocksOf('docs/deployment.md', 'jsonc'))
  // Without CI a build records the classes.
  await run('@cloudwerk/dev/bin/cloudwerk.js', ['build', '--env', 'staging'])
  const args = ['deploy', '--dry-run', '--env', 'staging']
  const { code, output } = await run('@cloudwerk/dev/bin/cloudwerk.js', args, { CI: '1' })
  expect(output).toMatch(/GREETING \("hello from staging"\)/)
  expect(code).toBe(0)
  const { name } = JSON.parse(readFileSync(join(root, 'dist/worker/wrangler.json'), 'utf8'))
  expect(name).toBe('my-app-staging')
})

function blocksOf(page: string, language: string) {
  const { blocks = [] } = pages.find(({ path }) => path === page) ?? {}
  return blocks.filter((block) => block.language === language)
}

interface Ended {
  code: number | null
  output: string
}

function run(tool: string, args: string[], vars: NodeJS.ProcessEnv = {}): Promise<Ended> {
  // As in a terminal: without the environment of this test.
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|CI$)/.test(name))
  const env = { ...Object.fromEntries(own), NO_COLOR: '1', FORCE_COLOR: undefined, ...vars }
  const command = [join(repository, 'node_modules', tool), ...args]
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      command,
      { cwd: root, env },
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode, output: stripVTControlCharacters(stdout + stderr) })
      },
    )
  })
}
