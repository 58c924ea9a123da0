import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, inject, onTestFinished, test } from 'vitest'
import { hasBrowser, openPage, startBrowser } from '../examples/browser.ts'
import { startServer } from './app.ts'
import { linkPackages } from './link-packages.ts'
import { runCommand } from './run-command.ts'

const installedApp = inject('installedApp')
const base = dirname(installedApp)
const create = join(base, 'node_modules/.bin/create-cloudwerk')

test.concurrent.for(['counter', 'api'])(
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

test.for([['react', sharesList] as const, ['chat', chats] as const])(
  'a new %s app passes its own tests, and its build is live in two browsers over a crash',
  async ([template, use]) => {
    // Removed with all that these tests install, since the next app may use its packages.
    const folder = mkdtempSync(join(base, `${template}-`))
    const app = join(folder, 'my-app')
    const args = ['my-app', '--template', template, '--packages', join(base, 'packs')]
    expect(await runCommand(folder, create, args)).toMatchObject({ code: 0 })
    await provideModules(app)
    expect(await runCommand(app, 'npm', ['test'])).toMatchObject({
      code: 0,
      output: expect.stringMatching(/Tests +\d+ passed/),
    })
    expect(await runCommand(app, 'npm', ['run', 'check'])).toMatchObject({ code: 0 })
    const record = readFileSync(join(app, 'wrangler.jsonc'), 'utf8')
    expect(await runCommand(app, 'npm', ['run', 'build'])).toMatchObject({ code: 0 })
    expect(readFileSync(join(app, 'wrangler.jsonc'), 'utf8')).toBe(record)
    if (hasBrowser) await inTwoBrowsers(app, use)
  },
)

/** What npm installed last, and for which packages. */
let modules: { folder: string; versions: Record<string, string> } | undefined

/** Installs an app's packages, unless an app before has installed all of them in the same versions. */
async function provideModules(app: string): Promise<void> {
  const { dependencies, devDependencies } = manifestOf(app)
  const versions = { ...dependencies, ...devDependencies }
  const installed = modules?.versions
  if (
    modules &&
    Object.entries(versions).every(([name, version]) => installed?.[name] === version)
  ) {
    linkPackages(modules.folder, app)
    expect(await runCommand(app, 'npm', ['run', 'prepare'])).toMatchObject({ code: 0 })
    return
  }
  const quiet = ['--silent', '--no-fund', '--no-audit']
  expect(await runCommand(app, 'npm', ['install', ...quiet])).toMatchObject({ code: 0 })
  modules = { folder: join(app, 'node_modules'), versions }
}

interface Visit {
  ann: Page
  bob: Page
  /** Kills the server. Gives a function that starts it again. */
  kill(): Promise<() => Promise<void>>
}

async function inTwoBrowsers(app: string, use: (visit: Visit) => Promise<void>): Promise<void> {
  const { browser, server: browserServer } = await startBrowser()
  onTestFinished(() => browserServer.close())
  const server = await startServer(app, 'start')
  onTestFinished(() => server.stop())
  const [ann, bob] = await Promise.all([openPage(browser), openPage(browser)])
  await Promise.all([ann.goto(server.url), bob.goto(server.url)])
  const kill = async () => {
    await server.stop('SIGKILL')
    return async () => {
      const port = Number(new URL(server.url).port)
      const again = await startServer(app, 'start', { port })
      onTestFinished(() => again.stop())
    }
  }
  await use({ ann, bob, kill })
}

const enterText = async (page: Page, field: string, text: string) => {
  await page.getByRole('textbox', { name: field, exact: true }).fill(text)
  await page.keyboard.press('Enter')
}
const shows = (page: Page, text: string) =>
  page.getByRole('listitem').filter({ hasText: text }).waitFor()
const isLive = (page: Page, word: string) => page.getByText(word, { exact: true }).waitFor()
const itemsOn = (page: Page) => page.getByRole('listitem').allInnerTexts()

/** Two people talk, one of them while the server is gone. */
async function chats({ ann, bob, kill }: Visit): Promise<void> {
  await Promise.all([isLive(ann, 'Connected'), isLive(bob, 'Connected')])
  await enterText(ann, 'Name', 'Ann')
  await bob.getByText('Also here: Ann').waitFor()
  await enterText(ann, 'Message', 'hello')
  await shows(bob, 'hello')
  const start = await kill()
  await ann.getByText('The server is gone').waitFor()
  await enterText(ann, 'Message', 'are you there?')
  await ann.locator('.pending').waitFor()
  await start()
  await shows(bob, 'are you there?')
  await ann.locator('.pending').waitFor({ state: 'detached' })
  expect(await itemsOn(ann)).toEqual(await itemsOn(bob))
}

/** Two people share a list, one of them while the server is gone. */
async function sharesList({ ann, bob, kill }: Visit): Promise<void> {
  await Promise.all([isLive(ann, 'Live'), isLive(bob, 'Live')])
  await bob.getByRole('textbox', { name: 'Your name' }).fill('Bob')
  await ann.getByText('Bob', { exact: true }).waitFor()
  await enterText(ann, 'New item', 'milk')
  await shows(bob, 'milk')
  await bob.getByRole('checkbox').check()
  await ann.locator(':checked').waitFor()
  const start = await kill()
  await ann.getByText('The server is gone').waitFor()
  await enterText(ann, 'New item', 'bread')
  await shows(ann, 'bread')
  await start()
  await shows(bob, 'bread')
  expect(await itemsOn(ann)).toEqual(await itemsOn(bob))
}

test('a folder that is not empty is refused', async () => {
  const { code, output } = await runCommand(base, create, ['packs'])
  expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/packs is not empty/) })
})

test.each([[[]], [['my-app', '--template', 'shop']]])('%j is a usage error', async (args) => {
  expect(await runCommand(base, create, args)).toMatchObject({ code: 2 })
})

interface Manifest {
  name: string
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}

function manifestOf(app: string): Manifest {
  return JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'))
}
