import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import {
  cloudwerk,
  copyOf,
  freePort,
  get,
  makeApp,
  removeApp,
  serve,
  startServer,
  waitUntil,
  writeFiles,
} from './app.ts'

const app = {
  'app/objects/clock.ts': `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({
  init: () => ({ set: 0 }),
  versions: {
    adopt: async ({ storage }, { keys }) =>
      keys.includes('set') ? { set: (await storage.get<number>('set')) ?? 0 } : undefined,
  },
  methods: {
    async ringAt(time: number) {
      this.state.set += 1
      await this.ctx.storage.setAlarm(time)
      return this.id
    },
    async show() { return { id: this.id, set: this.state.set, alarm: await this.ctx.storage.getAlarm() } },
  },
  async alarm() { console.log('rang', this.id) },
})
`,
  'app/clock/[name]/route.ts': `import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
type Context = RouteContext<{ name: string }>
export async function POST(request: Request, { params }: Context) {
  return json(await durableObjects.Clock.getByName(params.name).ringAt(Number(await request.text())))
}
export async function GET(_request: Request, { params }: Context) {
  return json(await durableObjects.Clock.getByName(params.name).show())
}
`,
}

let built: string

beforeAll(async () => {
  built = makeApp(app)
  expect(await cloudwerk(built, 'build')).toMatchObject({ code: 0 })
})
afterAll(() => removeApp(built))

const later = Date.UTC(2100, 0, 1)

async function ringAt(url: string, name: string, time: number): Promise<string> {
  const response = await fetch(`${url}/clock/${name}`, { method: 'POST', body: String(time) })
  return (await response.json()) as string
}

test('objects of cloudwerk dev go on under cloudwerk start, with their ids and alarms', async () => {
  const root = copyOf(built)
  // What is due in dev stays so, until the build of before rings it.
  const clock = app['app/objects/clock.ts'].replace('console.log(', 'throw new Error(')
  writeFiles(root, { 'app/objects/clock.ts': clock.replace("'rang', ", '') })
  const dev = await startServer(root, 'dev')
  await ringAt(dev.url, 'later', later)
  const kept = await get(`${dev.url}/clock/later`)
  const id = await ringAt(dev.url, 'soon', Date.now())

  const busy = await cloudwerk(root, 'objects', 'import')
  expect(busy).toMatchObject({ code: 1, output: expect.stringMatching(/^Process \d+ uses /) })
  await dev.stop()

  const dry = await cloudwerk(root, 'objects', 'import', '--dry-run')
  expect(dry).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^Would import Clock: 2 objects, /),
  })
  expect(existsSync(join(root, '.cloudwerk/data'))).toBe(false)

  const imported = await cloudwerk(root, 'objects', 'import', '--from', '.wrangler/state', '--json')
  expect(imported.code).toBe(0)
  expect(JSON.parse(imported.stdout)).toMatchObject({
    dryRun: false,
    imported: [{ className: 'Clock', objects: 2, hasAlarms: true }],
    skipped: [],
  })
  const again = await cloudwerk(root, 'objects', 'import')
  expect(again).toMatchObject({
    code: 1,
    output: expect.stringMatching(/^Clock has 2 objects already/),
  })

  const start = await serve(root, 'start')
  await waitUntil(() => start.output().includes(`rang ${id}`))
  expect(await get(`${start.url}/clock/later`)).toEqual(kept)
  expect(kept).toMatchObject({ set: 1, alarm: later })
})

const plain = {
  'wrangler.jsonc': `{
  "name": "old-project", "main": "main.js", "compatibility_date": "2026-10-01",
  "durable_objects": { "bindings": [{ "name": "CLOCK", "class_name": "OldClock" }] },
  "migrations": [{ "tag": "v1", "new_sqlite_classes": ["OldClock"] }]
}
`,
  'main.js': `import { DurableObject } from 'cloudflare:workers'
export class OldClock extends DurableObject {
  async ringAt(time) {
    await this.ctx.storage.put('set', 41)
    await this.ctx.storage.setAlarm(time)
    return this.ctx.id.toString()
  }
  async alarm() { console.log('too early') }
}
export default {
  fetch: async (request, env) =>
    Response.json(await env.CLOCK.getByName('soon').ringAt(Number(await request.text()))),
}
`,
}

/** Runs `wrangler dev` on a project of its own, and returns its folder with the id of its one object. */
async function runWranglerDev(time: number): Promise<{ folder: string; id: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'cloudwerk-plain-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFiles(folder, plain)
  const port = await freePort()
  const bin = join(inject('installedApp'), 'node_modules/wrangler/bin/wrangler.js')
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', CI: 'true', VITEST: undefined }
  const options = ['--port', String(port), '--inspector-port', '0', '--log-level', 'error']
  const child = spawn(process.execPath, [bin, 'dev', ...options], {
    cwd: folder,
    env,
    stdio: 'ignore',
  })
  const ended = once(child, 'close')
  onTestFinished(() => void child.kill('SIGKILL'))
  let id: string | undefined
  await waitUntil(async () => {
    if (child.exitCode !== null) throw new Error('wrangler dev ended')
    const response = await fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      body: String(time),
    }).catch(() => undefined)
    id = response?.ok ? ((await response.json()) as string) : undefined
    return id !== undefined
  })
  child.kill('SIGTERM')
  await ended
  return { folder, id: id as string }
}

test('objects of a plain wrangler dev are imported into a class of another name', async () => {
  const root = copyOf(built)
  const { folder, id } = await runWranglerDev(later)
  const from = ['objects', 'import', '--from', join(folder, '.wrangler/state')]

  const unknown = await cloudwerk(root, ...from)
  expect(unknown.code).toBe(1)
  expect(unknown.output).toContain('the app has no class OldClock')
  const imported = await cloudwerk(root, ...from, '--rename', 'OldClock:Clock')
  expect(imported).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^Imported Clock: 1 object, /),
  })

  const { url } = await serve(root, 'start')
  expect(await get(`${url}/clock/soon`)).toEqual({ id, set: 41, alarm: later })
  const held = await cloudwerk(root, ...from, '--rename', 'OldClock:Clock')
  expect(held).toMatchObject({ code: 1, output: expect.stringContaining('is in use') })
})

test('what is not the state of a dev server is refused, and no data directory is made', async () => {
  const root = copyOf(built)
  writeFileSync(join(root, 'file'), '')
  mkdirSync(join(root, 'empty/v3/do'), { recursive: true })
  mkdirSync(join(root, 'started'))
  writeFileSync(join(root, 'started/objects.json'), '{}')
  const expected: [string, RegExp][] = [
    ['missing', /^There is no folder .*missing\.\n {2}Give the folder in which wrangler dev/],
    ['file', /file is not a folder/],
    ['empty', /^There are no objects in .*empty\/v3\/do\./],
    ['app', /there is no v3\/do in it/],
    ['started', /is the data of cloudwerk start/],
  ]
  for (const [from, message] of expected) {
    const { code, output } = await cloudwerk(root, 'objects', 'import', '--from', from)
    expect(output).toMatch(message)
    expect(code).toBe(1)
  }
  expect(existsSync(join(root, '.cloudwerk/data'))).toBe(false)
})
