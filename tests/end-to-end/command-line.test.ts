import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { cloudwerk, copyApp, freePort, runCloudwerk, serve, waitUntil, writeFiles } from './app.ts'

test.each([
  [],
  ['dev'],
  ['build'],
  ['start'],
  ['deploy'],
  ['types'],
  ['objects'],
  ['objects', 'list'],
  ['objects', 'info'],
  ['objects', 'migrate'],
  ['objects', 'delete-data'],
  ['objects', 'repair-alarms'],
])('cloudwerk %s %s --help explains itself', async (...command: string[]) => {
  const { code, stdout } = await cloudwerk(copyApp(), ...command, '--help')
  expect(stdout).toMatch(/^Usage: cloudwerk[\s\S]*\nExamples:\n {2}cloudwerk/)
  expect(code).toBe(0)
})

test('asking for help is not a failure', async () => {
  const { code, stdout } = await cloudwerk(copyApp(), 'help', 'build')
  expect(stdout).toMatch(/^Usage: cloudwerk build/)
  expect(code).toBe(0)
})

test.each([
  ['build', '--fast'],
  ['start', '--port', 'eighty'],
  ['dev', '--port', '70000'],
  ['objects', 'list', 'extra'],
  ['objects', 'info'],
  ['objects', 'migrate', '--rename', 'Counter'],
  ['objects', 'delete-data'],
  ['serve'],
  [],
])('wrong usage, cloudwerk %s %s, is exit code 2', async (...args: string[]) => {
  expect(await cloudwerk(copyApp(), ...args)).toMatchObject({ code: 2, stdout: '' })
})

test('an unknown command or flag is answered with the nearest one, or with the whole list', async () => {
  const root = copyApp()
  expect((await cloudwerk(root, 'biuld')).output).toContain('Did you mean build?')
  expect((await cloudwerk(root, 'dev', '--prot', '1')).output).toContain('Did you mean --port?')
  expect((await cloudwerk(root, 'serve')).output).toContain('The commands are dev, build, start')
})

test('--json prints JSON for errors too', async () => {
  const { code, stdout } = await cloudwerk(copyApp(), 'objects', 'info', 'Conter', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toEqual({
    errors: [
      { message: 'This app has no object Conter.', hint: 'Did you mean Counter? It has Counter.' },
    ],
  })
})

test('colors appear only where they are wanted', async () => {
  const root = copyApp()
  const run = async (env: NodeJS.ProcessEnv) =>
    (await runCloudwerk(root, { args: ['objects', 'list'], env })).stdout
  const start = String.fromCharCode(27)
  expect(await run({ NO_COLOR: undefined })).not.toContain(start)
  expect(await run({ NO_COLOR: undefined, FORCE_COLOR: '1' })).toContain(start)
})

test('objects list shows all objects, and with --json prints nothing but JSON', async () => {
  const root = copyApp()
  const table = await cloudwerk(root, 'objects', 'list')
  expect(table.output).toMatch(
    /Counter +COUNTER +app\/objects\/counter\.ts +sqlite +init +increment getValue/,
  )
  const { stdout, code } = await cloudwerk(root, 'objects', 'list', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual([
    {
      name: 'Counter',
      class: 'Counter',
      binding: 'COUNTER',
      file: 'app/objects/counter.ts',
      storage: 'sqlite',
      sql: false,
      handlers: ['init'],
      methods: ['increment', 'getValue'],
    },
  ])
})

const define = (inside: string) =>
  `import { defineDurableObject } from '@cloudwerk/durable-object'\n\nexport default defineDurableObject({\n${inside}\n})\n`
const good = define('  init: () => ({}),')

test.each<[string, Record<string, string | null>, RegExp]>([
  ['no app folder', { app: null }, /app/],
  ['no default export', { 'app/objects/a.ts': 'export const x = 1' }, /app\/objects\/a\.ts/],
  [
    'another default export than a definition',
    { 'app/objects/a.ts': '\nexport default class A {}' },
    /app\/objects\/a\.ts:2/,
  ],
  [
    'a method that is not a function',
    { 'app/objects/a.ts': define('  methods: {\n    go: 1,\n  },') },
    /app\/objects\/a\.ts:5[\s\S]*go/,
  ],
  [
    'a reserved name',
    { 'app/objects/a.ts': define('  methods: {\n    async queue() {},\n  },') },
    /app\/objects\/a\.ts:5[\s\S]*queue/,
  ],
  ['two files for one class', { 'app/objects/Counter.ts': good }, /Counter\.ts[\s\S]*counter\.ts/i],
  [
    'two files for one class, in different spellings',
    { 'app/objects/a-b.ts': good, 'app/objects/aB.ts': good },
    /a-?b\.ts[\s\S]*a-?b\.ts/i,
  ],
  ['a file name without a class name', { 'app/objects/123-x.ts': good }, /app\/objects\/123-x\.ts/],
  [
    'two routes with the same path',
    {
      'app/(a)/x/route.ts': 'export const GET = () => new Response()',
      'app/x/route.ts': 'export const GET = () => new Response()',
    },
    /app\/\(a\)\/x\/route\.ts[\s\S]*app\/x\/route\.ts|app\/x\/route\.ts[\s\S]*app\/\(a\)\/x\/route\.ts/,
  ],
  ['a syntax error', { 'app/objects/a.ts': '\n\nexport default {' }, /app\/objects\/a\.ts:3/],
  [
    'a route that exports nothing usable',
    { 'app/x/route.ts': 'export const get = () => new Response()' },
    /app\/x\/route\.ts[\s\S]*GET/,
  ],
])('build answers %s with file and advice', async (_what, files, message) => {
  const { code, output } = await cloudwerk(copyApp(files), 'build')
  expect(output).toMatch(message)
  expect(output).not.toMatch(/\n\s+at /)
  expect(code).toBe(1)
})

const importing = (from: string) => `import { x } from '${from}'\n${good}console.log(x)\n`
const config = (rest: string) => `{ "name": "shop", "compatibility_date": "2026-10-01"${rest} }`

test.each<[string, string[], Record<string, string | null>, string]>([
  [
    'an import of a missing file',
    ['build'],
    { 'app/objects/a.ts': importing('./nope') },
    "app/objects/a.ts:1:19\n  Cannot find './nope': there is no such file.",
  ],
  [
    'a package that is not installed',
    ['build'],
    { 'app/objects/a.ts': importing('nope-package') },
    "app/objects/a.ts:1:19\n  Cannot find 'nope-package': no such package is installed.\n  Run npm install nope-package.",
  ],
  [
    'a vite.config.ts that throws',
    ['dev', '--port', '0'],
    { 'vite.config.ts': "throw new Error('boom')" },
    'vite.config.ts\n  vite.config.ts cannot be loaded: Error: boom',
  ],
  [
    'a plugin that is not installed',
    ['build'],
    { 'vite.config.ts': "import nope from 'nope-plugin'\nexport default { plugins: [nope()] }" },
    "vite.config.ts:1:18\n  Cannot find 'nope-plugin': no such package is installed.",
  ],
  [
    'a vite.config.ts that ends too early',
    ['build'],
    { 'vite.config.ts': '\nexport default {' },
    'vite.config.ts:2:',
  ],
  [
    'a tsconfig.json that extends a missing file',
    ['dev', '--port', '0'],
    { 'tsconfig.json': '{ "extends": "./nope.json" }' },
    'tsconfig.json extends nope.json, which does not exist.',
  ],
  [
    'an unknown environment',
    ['build', '--env', 'prod'],
    { 'wrangler.jsonc': config(', "env": { "production": {} }') },
    'wrangler.jsonc\n  There is no environment prod in wrangler.jsonc.\n  It has production.',
  ],
  [
    'a date in the future',
    ['dev', '--port', '0'],
    { 'wrangler.jsonc': '{ "compatibility_date": "2999-01-01" }' },
    'wrangler.jsonc\n  The compatibility date 2999-01-01 is in the future.',
  ],
  [
    'an unknown host',
    ['dev', '--host', 'no.such.host.invalid'],
    {},
    'is not an address of this machine',
  ],
  [
    'a missing file of variables',
    ['start', '--env-file', 'nope'],
    {},
    'The variables cannot be read: there is no',
  ],
  [
    'a line that is not a variable',
    ['start', '--env-file', 'app.env'],
    { 'app.env': 'A=1\nthis is B' },
    'app.env:2\n  This line is not in the form NAME=value.',
  ],
])('%s ends the command with one clear message', async (_what, args, files, message) => {
  const { code, output } = await cloudwerk(copyApp(files), ...args)
  expect(output).toContain(message)
  expect(output).not.toMatch(/\n\s+at |Stack backtrace|bug in cloudwerk/)
  expect(code).toBe(1)
})

test('dev reports a mistake once, without stacks of tools, and recovers when it is fixed', async () => {
  const root = copyApp()
  const server = await serve(root, 'dev')
  writeFiles(root, { 'app/objects/a.ts': good })
  await waitUntil(() => server.output().includes('server restarted'))
  writeFiles(root, { 'app/objects/a.ts': importing('./nope') })
  const message = "app/objects/a.ts:1:19\n  Cannot find './nope': there is no such file."
  await waitUntil(() => server.output().includes(message))
  const answer = async () => fetch(`${server.url}/api/counter/x`, { method: 'POST' })
  await waitUntil(async () => (await answer()).status === 500)
  expect(await (await answer()).json()).toMatchObject({
    error: { code: 'COMPILE_ERROR', file: 'app/objects/a.ts:1:19' },
  })
  const page = await fetch(`${server.url}/api/counter/x`, { headers: { Accept: 'text/html' } })
  expect(await page.text()).toMatch(/app\/objects\/a\.ts:1:19[\s\S]*<mark [\s\S]*nope/)
  expect(server.output()).not.toMatch(/node_modules|runner-worker|virtual:cloudwerk/)
  writeFiles(root, { 'app/objects/a.ts': good })
  await waitUntil(async () => (await answer()).status === 200)
})

test.each(['--help', 'start', 'dev'])(
  'cloudwerk %s ends in order and without a word when its reader has gone',
  async (command) => {
    const root = copyApp({
      'app/chatty/route.ts': 'export const GET = () => (console.log("x"), new Response("chatty"))',
    })
    if (command === 'start') expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
    const isServer = command !== '--help'
    const port = await freePort()
    // A server's messages go to both streams.
    const args = isServer ? `${command} --port ${port} 2>&1` : command
    const run = `trap : PIPE; node_modules/.bin/cloudwerk ${args}; echo "code $?" >&2`
    const script = `{ ${run}; } | head -1`
    const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`
    const env = { ...process.env, PATH, NO_COLOR: '1', VITEST: undefined }
    const child = spawn('sh', ['-c', script], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const [read, said] = [collectText(child.stdout), collectText(child.stderr)]
    const closed = once(child, 'close')
    if (isServer) {
      const ask = () => fetch(`http://127.0.0.1:${port}/chatty`).catch(() => undefined)
      const timer = setInterval(ask, 100)
      closed.then(() => clearInterval(timer))
    }
    await closed
    expect(read()).toMatch(/^.*\n$/)
    // One that is still starting ends by SIGTERM; it has not failed.
    expect(said()).toMatch(/^code (?:0|143)\n$/)
  },
)

function collectText(stream: Readable): () => string {
  let text = ''
  stream.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  return () => text
}
