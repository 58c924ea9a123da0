import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { linkPackages } from './link-packages.ts'
import { runCommand } from './run-command.ts'

const installedApp = inject('installedApp')
const base = dirname(installedApp)
const create = join(base, 'node_modules/.bin/create-cloudwerk')

test.concurrent.for(['counter', 'chat', 'api'])(
  'a new %s app can be installed, passes its own test, its types and its build',
  async (template, { onTestFinished }) => {
    const folder = mkdtempSync(join(base, `${template}-`))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const app = join(folder, 'my-app')
    const args = ['my-app', '--template', template, '--packages', join(base, 'packs')]
    const created = await runCommand(folder, create, args)
    expect(created).toMatchObject({ code: 0 })
    expect(created.output).toMatch(/cd my-app\n +npm install\n +npm run dev\n$/)

    // npm has installed these packages already, in the app that all these tests share.
    expect(manifestOf(app)).toEqual({ ...manifestOf(installedApp), name: 'my-app' })
    linkPackages(join(installedApp, 'node_modules'), app)
    expect(await runCommand(app, 'npm', ['run', 'prepare'])).toMatchObject({ code: 0 })
    const tested = await runCommand(app, 'npm', ['test'])
    expect(tested).toMatchObject({ code: 0, output: expect.stringMatching(/Tests +\d+ passed/) })
    expect(tested.output).not.toMatch(/unhandled|uncaught/i)
    expect(await runCommand(app, 'npm', ['run', 'check'])).toMatchObject({ code: 0 })
    const record = readFileSync(join(app, 'wrangler.jsonc'), 'utf8')
    expect(await runCommand(app, 'npm', ['run', 'build'])).toMatchObject({ code: 0 })
    expect(readFileSync(join(app, 'wrangler.jsonc'), 'utf8')).toBe(record)
  },
)

test('a folder that is not empty is refused', async () => {
  const { code, output } = await runCommand(base, create, ['packs'])
  expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/packs is not empty/) })
})

test.each([[[]], [['my-app', '--template', 'shop']]])('%j is a usage error', async (args) => {
  expect(await runCommand(base, create, args)).toMatchObject({ code: 2 })
})

function manifestOf(app: string): { name: string } {
  return JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'))
}
