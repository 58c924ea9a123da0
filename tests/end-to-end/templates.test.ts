import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, inject, test } from 'vitest'

const base = dirname(inject('installedApp'))
const create = join(base, 'node_modules/.bin/create-cloudwerk')

test.concurrent.for(['counter', 'chat', 'api'])(
  'a new %s app installs, passes its own test, its types and its build',
  async (template, { onTestFinished }) => {
    const folder = mkdtempSync(join(base, `${template}-`))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const app = join(folder, 'my-app')
    const args = ['my-app', '--template', template, '--packages', join(base, 'packs')]
    const created = await run(folder, create, args)
    expect(created).toMatchObject({ code: 0 })
    expect(created.output).toMatch(/cd my-app\n +npm install\n +npm run dev\n$/)

    const install = ['install', '--prefer-offline', '--no-fund', '--no-audit']
    expect(await run(app, 'npm', install)).toMatchObject({ code: 0 })
    const tested = await run(app, 'npm', ['test'])
    expect(tested).toMatchObject({ code: 0, output: expect.stringMatching(/Tests +\d+ passed/) })
    expect(tested.output).not.toMatch(/unhandled|uncaught/i)
    expect(await run(app, 'npm', ['run', 'check'])).toMatchObject({ code: 0 })
    const record = readFileSync(join(app, 'wrangler.jsonc'), 'utf8')
    expect(await run(app, 'npm', ['run', 'build'])).toMatchObject({ code: 0 })
    expect(readFileSync(join(app, 'wrangler.jsonc'), 'utf8')).toBe(record)
  },
)

test('a folder that is not empty is refused', async () => {
  const { code, output } = await run(base, create, ['packs'])
  expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/packs is not empty/) })
})

test.each([[[]], [['my-app', '--template', 'shop']]])('%j is wrong usage', async (args) => {
  expect(await run(base, create, args)).toMatchObject({ code: 2 })
})

function run(cwd: string, command: string, args: string[]) {
  // As from a terminal: without what this test and the npm that runs it have set.
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_ENV)/.test(name))
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`
  const env = {
    ...Object.fromEntries(own),
    PATH,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    CI: 'true',
  }
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    const child = execFile(command, args, { cwd, env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, output: stripVTControlCharacters(stdout + stderr) })
    })
    child.stdin?.end()
  })
}
