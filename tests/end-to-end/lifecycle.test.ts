import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  cloudwerk,
  copyOf,
  makeApp,
  post,
  removeApp,
  type Server,
  serve,
  startServer,
  writeFiles,
} from './app.ts'

const counter = readTemplate('app/objects/counter.ts')
const route = readTemplate('app/api/counter/[id]/route.ts')
const routePath = 'app/api/counter/[id]/route.ts'

function readTemplate(path: string): string {
  const template = new URL('../../packages/create-cloudwerk/templates/counter/', import.meta.url)
  return readFileSync(new URL(path.replace(/[[\]]/g, encodeURIComponent), template), 'utf8')
}

const read = (root: string, path: string) => readFileSync(join(root, path), 'utf8')
const built = (root: string) => JSON.parse(read(root, 'dist/worker/wrangler.json'))

async function stop({ child, ended }: Server): Promise<void> {
  child.kill('SIGTERM')
  await ended
}

/** An app that was built and started, with a counter at 10. */
let started: string

beforeAll(async () => {
  started = makeApp()
  expect(await cloudwerk(started, 'build')).toMatchObject({ code: 0 })
  const server = await startServer(started, 'start')
  await post(`${server.url}/api/counter/alice`)
  expect(await post(`${server.url}/api/counter/alice`)).toEqual({ value: 10 })
  await stop(server)
})
afterAll(() => removeApp(started))

test('after a rename the old counter continues under the new name', async () => {
  const root = copyOf(started)
  const record = read(root, 'wrangler.jsonc')
  writeFiles(root, {
    'app/objects/counter.ts': null,
    'app/objects/tally.ts': counter,
    [routePath]: route.replaceAll('Counter', 'Tally'),
  })

  const stopped = await cloudwerk(root, 'build')
  expect(stopped.code).toBe(1)
  expect(stopped.output).toContain('cloudwerk objects migrate --rename Counter:Tally')
  expect(stopped.output).toContain('cloudwerk objects migrate --delete Counter --yes')
  expect(stopped.output).not.toMatch(/\n\s+at /)
  expect((await cloudwerk(root, 'deploy', '--dry-run')).code).toBe(1)
  expect(read(root, 'wrangler.jsonc')).toBe(record)

  expect(await cloudwerk(root, 'objects', 'migrate')).toMatchObject({ code: 1 })
  const migrated = await cloudwerk(root, 'objects', 'migrate', '--rename', 'Counter:Tally')
  expect(migrated).toMatchObject({ code: 0 })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  const { exports, durable_objects } = built(root)
  expect(exports).toEqual({
    Counter: { type: 'durable-object', state: 'renamed', renamed_to: 'Tally' },
    Tally: { type: 'durable-object', storage: 'sqlite' },
  })
  expect(durable_objects.bindings).toEqual([{ name: 'TALLY', class_name: 'Tally' }])

  const server = await serve(root, 'start')
  expect(await post(`${server.url}/api/counter/alice`)).toEqual({ value: 15 })
  const { stdout } = await cloudwerk(root, 'objects', 'info', 'Tally', '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    name: 'Tally',
    file: 'app/objects/tally.ts',
    methods: [{ name: 'increment', parameters: ['amount = 1'] }, { name: 'getValue' }],
    data: { start: { objects: 1, folder: join(root, '.cloudwerk/data/objects/app-Counter') } },
  })
})

test('data of a removed class stays until someone deletes it by name', async () => {
  const root = copyOf(started)
  const folder = join(root, '.cloudwerk/data/objects/app-Counter')
  const used = await cloudwerk(root, 'objects', 'delete-data', 'Counter', '--yes')
  expect(used).toMatchObject({ code: 1, output: expect.stringContaining('app/objects/counter.ts') })

  writeFiles(root, {
    'app/objects/counter.ts': null,
    [routePath]: `export const GET = () => new Response('no counters')`,
  })
  expect((await cloudwerk(root, 'build')).output).toContain('--keep Counter')
  const unconfirmed = await cloudwerk(root, 'objects', 'migrate', '--delete', 'Counter')
  expect(unconfirmed).toMatchObject({ code: 1, output: expect.stringContaining('--yes') })
  await cloudwerk(root, 'objects', 'migrate', '--delete', 'Counter', '--yes')
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  expect(built(root).exports).toEqual({ Counter: { type: 'durable-object', state: 'deleted' } })

  const server = await serve(root, 'start')
  expect(server.output()).toContain(`Its data is kept in ${folder}`)
  const locked = await cloudwerk(root, 'objects', 'delete-data', 'Counter', '--yes')
  expect(locked).toMatchObject({ code: 1, output: expect.stringContaining('in use') })
  await stop(server)

  expect((await cloudwerk(root, 'objects', 'delete-data', 'Counter')).code).toBe(1)
  expect(existsSync(folder)).toBe(true)
  const deleted = await cloudwerk(root, 'objects', 'delete-data', 'Counter', '--yes')
  expect(deleted).toMatchObject({ code: 0, output: expect.stringContaining('1 object') })
  expect(existsSync(folder)).toBe(false)
  expect((await serve(root, 'start')).output()).not.toContain('is kept')
})

test('a class that is kept has its data when its code comes back', async () => {
  const root = copyOf(started)
  writeFiles(root, {
    'app/objects/counter.ts': null,
    [routePath]: `export const GET = () => new Response('no counters')`,
  })
  const kept = await cloudwerk(root, 'objects', 'migrate', '--keep', 'Counter')
  expect(kept.output).toContain('app/objects/counter.ts')
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  await stop(await serve(root, 'start'))

  writeFiles(root, { 'app/objects/counter.ts': counter, [routePath]: route })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  const server = await serve(root, 'start')
  expect(await post(`${server.url}/api/counter/alice`)).toEqual({ value: 15 })
})

test('dev says what would stop a build, and keeps running', async () => {
  const root = copyOf(started)
  const record = read(root, 'wrangler.jsonc')
  writeFiles(root, {
    'app/objects/counter.ts': null,
    'app/objects/tally.ts': counter,
    [routePath]: route.replaceAll('Counter', 'Tally'),
  })
  const server = await serve(root, 'dev')
  expect(await post(`${server.url}/api/counter/alice`)).toEqual({ value: 5 })
  expect(server.output()).toContain('--rename Counter:Tally')
  expect(read(root, 'wrangler.jsonc')).toBe(record)
})

test('dev says that a renamed class starts empty, as long as nothing is stored under the new name', async () => {
  const root = copyOf(started)
  const before = await serve(root, 'dev')
  expect(await post(`${before.url}/api/counter/alice`)).toEqual({ value: 5 })
  await stop(before)
  writeFiles(root, {
    'app/objects/counter.ts': null,
    'app/objects/tally.ts': counter,
    [routePath]: route.replaceAll('Counter', 'Tally'),
  })
  await cloudwerk(root, 'objects', 'migrate', '--rename', 'Counter:Tally')
  const after = await serve(root, 'dev')
  expect(after.output()).toContain('starts without objects of Tally')
  expect(after.output()).toContain('.wrangler/state/v3/do/app-Counter')
  expect(await post(`${after.url}/api/counter/alice`)).toEqual({ value: 5 })
  await stop(after)
  const last = await serve(root, 'dev')
  expect(last.output()).not.toContain('starts without objects of Tally')
})
