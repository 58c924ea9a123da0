import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  cloudwerk,
  copyOf,
  get,
  makeApp,
  post,
  removeApp,
  runCloudwerk,
  serve,
  startServer,
  writeFiles,
} from './app.ts'

const route = `import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

type Context = RouteContext<{ name: string }>
const find = ({ params }: Context) => durableObjects.Room.getByName(params.name)

export async function GET(_request: Request, context: Context) {
  return json(await find(context).show())
}

export async function POST(request: Request, context: Context) {
  return json(await find(context).add(await request.text()))
}
`

/** A room in its first version: a list. */
const first = roomOf({
  init: `(): { list: string[] } => ({ list: [] })`,
  versions: '',
  list: 'this.state.list',
  add: 'this.state.list.push(text)',
})

/** In its second version: the same as a Set, and a row for each. */
const second = secondOf('return { all: new Set(state.list) }')
const broken = secondOf(`if (state.list.includes('bad')) throw new Error('It is bad.')
        return { all: new Set(state.list) }`)

/** In its third version: one key more, with which code of the second version can live. */
const third = second
  .replace('version: 2,', 'version: 3,\n    readsFrom: 2,')
  .replace(
    'migrate: {',
    'migrate: {\n      3(state: { size?: number; all: Set<string> }) { state.size = state.all.size },',
  )

function secondOf(step: string): string {
  return roomOf({
    init: `(): { all: Set<string> } => ({ all: new Set() })`,
    versions: `versions: {
    version: 2,
    migrate: {
      2(state: { list: string[] }, ctx) {
        for (const text of state.list) ctx.sql.run('INSERT INTO texts (text) VALUES (?)', text)
        ${step}
      },
    },
    sql: ['CREATE TABLE texts (text TEXT NOT NULL)'],
  },`,
    list: '[...this.state.all]',
    add: `this.state.all.add(text)
      this.ctx.sql.run('INSERT INTO texts (text) VALUES (?)', text)`,
    rows: `this.ctx.sql.exec('SELECT text FROM texts').toArray().length`,
  })
}

interface Room {
  init: string
  versions: string
  list: string
  add: string
  rows?: string
}

function roomOf({ init, versions, list, add, rows = '0' }: Room): string {
  return `import { defineDurableObject } from '@cloudwerk/durable-object'

export default defineDurableObject({
  sqlite: true,
  init: ${init},
  ${versions}
  methods: {
    async add(text: string) {
      ${add}
      return this.show()
    },
    async show() {
      return { list: ${list}, rows: ${rows} }
    },
  },
})
`
}

const withRoom = (text: string) => ({ 'app/objects/room.ts': text })

async function build(root: string, room: string): Promise<void> {
  writeFiles(root, withRoom(room))
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
}

/** An app whose first version has stored some rooms. */
let released: string

beforeAll(async () => {
  released = makeApp({ 'app/api/rooms/[name]/route.ts': route, ...withRoom(first) })
  await build(released, first)
  const server = await startServer(released, 'start')
  for (const name of ['one', 'two']) {
    await post(`${server.url}/api/rooms/${name}`, 'a')
    await post(`${server.url}/api/rooms/${name}`, 'b')
  }
  await post(`${server.url}/api/rooms/bad`, 'bad')
  await server.stop()
})
afterAll(() => removeApp(released))

test('forward, back as far as the data allows it, and forward again', async () => {
  const root = copyOf(released)
  await build(root, second)
  const newer = await serve(root, 'start')
  expect(await get(`${newer.url}/api/rooms/one`)).toEqual({ list: ['a', 'b'], rows: 2 })
  await newer.stop()

  // As after a rollback, with the record of that time.
  const older = copyOf(root)
  writeFiles(older, { 'cloudwerk.versions.json': null })
  await build(older, first)
  const back = await serve(older, 'start')
  const refused = await fetch(`${back.url}/api/rooms/one`)
  expect(refused.status).toBe(503)
  expect(refused.headers.has('Retry-After')).toBe(true)
  expect(await get(`${back.url}/api/rooms/two`)).toEqual({ list: ['a', 'b'], rows: 0 })
  await back.stop()

  await build(older, third)
  const forward = await serve(older, 'start')
  expect(await post(`${forward.url}/api/rooms/one`, 'c')).toEqual({
    list: ['a', 'b', 'c'],
    rows: 3,
  })
  await forward.stop()
  writeFiles(older, { 'cloudwerk.versions.json': null })
  await build(older, second)
  const tolerated = await serve(older, 'start')
  expect(await post(`${tolerated.url}/api/rooms/one`, 'd')).toMatchObject({ rows: 4 })
})

test('a rehearsal shows what will fail, and touches nothing; fixed code goes on', async () => {
  const root = copyOf(released)
  await build(root, broken)
  const before = hashes(root)
  const rehearsed = await cloudwerk(root, 'objects', 'rehearse')
  expect(rehearsed).toMatchObject({ code: 1, output: expect.stringContaining('It is bad.') })
  expect(rehearsed.output).toContain('Room: 3 objects, 2 of version 1, 1 failed')
  const { code, stdout } = await cloudwerk(root, 'objects', 'rehearse', '--class', 'Room', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout)[0].objects.filter((it: { failure?: object }) => it.failure)).toEqual([
    expect.objectContaining({ failure: expect.objectContaining({ step: 'migrate 2' }) }),
  ])
  expect(hashes(root)).toEqual(before)

  const failing = await serve(root, 'start')
  expect((await fetch(`${failing.url}/api/rooms/bad`)).status).toBe(500)
  expect(await get(`${failing.url}/api/rooms/one`)).toMatchObject({ rows: 2 })
  expect(failing.output()).toContain('DurableObjectMigrationError')
  await failing.stop()

  await build(root, second)
  expect(await cloudwerk(root, 'objects', 'rehearse')).toMatchObject({ code: 0 })
  const fixed = await serve(root, 'start')
  expect(await get(`${fixed.url}/api/rooms/bad`)).toEqual({ list: ['bad'], rows: 1 })
  const inUse = await cloudwerk(root, 'objects', 'rehearse')
  expect(inUse).toMatchObject({ code: 1, output: expect.stringContaining('in use') })
})

test('start copies the objects of a class with a new version first, once', async () => {
  const root = copyOf(released)
  const copy = join(root, '.cloudwerk/data/backups/Room-before-2')
  const same = await serve(root, 'start', '--backup-before-migrate')
  await same.stop()
  expect(existsSync(copy)).toBe(false)
  await build(root, second)
  const before = hashes(root)
  const server = await serve(root, 'start', '--backup-before-migrate')
  expect(server.output()).toContain(copy)
  await get(`${server.url}/api/rooms/one`)
  await server.stop()
  const copied = readdirSync(copy).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name))
  for (const name of copied) expect(hashOf(join(copy, name))).toBe(before.get(name))
  expect(copied).toHaveLength(3)
  const again = await serve(root, 'start', '--backup-before-migrate')
  expect(again.output()).not.toContain(copy)
})

test('what was released is recorded, and in CI it has to be recorded already', async () => {
  const root = copyOf(released)
  writeFiles(root, withRoom(second))
  const frozen = await runCloudwerk(root, { args: ['build'], env: { CI: 'true' } })
  expect(frozen).toMatchObject({
    code: 1,
    output: expect.stringContaining('cloudwerk.versions.json'),
  })
  await build(root, second)
  const record = readFileSync(join(root, 'cloudwerk.versions.json'), 'utf8')
  writeFiles(root, withRoom(second.replace('text TEXT NOT NULL', 'text TEXT')))
  const changed = await cloudwerk(root, 'build')
  expect(changed.code).toBe(1)
  expect(changed.output).toMatch(/app\/objects\/room\.ts:\d+:\d+\n.*sql\[0\] of Room was changed/)
  expect(readFileSync(join(root, 'cloudwerk.versions.json'), 'utf8')).toBe(record)
})

test('a process that dies while objects are migrated leaves each as it was, or migrated', async () => {
  const root = copyOf(released)
  const names = Array.from({ length: 60 }, (_, index) => `killed ${index}`)
  const list = Array.from({ length: 20 }, (_, index) => `text ${index}`)
  const filling = await serve(root, 'start')
  await Promise.all(
    names.map(async (name) => {
      for (const text of list) await post(`${filling.url}/api/rooms/${name}`, text)
    }),
  )
  await filling.stop()
  await build(root, second)
  for (let round = 1; round <= 4; round++) {
    const dying = await serve(root, 'start')
    const migrated = names.map(async (name) => {
      expect(await get(`${dying.url}/api/rooms/${name}`)).toEqual({ list, rows: list.length })
    })
    // Some are migrated, one perhaps is being so.
    await migrated[round * 12]
    await dying.stop('SIGKILL')
    await Promise.allSettled(migrated)
  }
  const server = await serve(root, 'start')
  for (const name of names) {
    expect(await get(`${server.url}/api/rooms/${name}`)).toEqual({ list, rows: list.length })
  }
})

function hashes(root: string): Map<string, string> {
  const folder = join(root, '.cloudwerk/data/objects/app-Room')
  const names = readdirSync(folder).filter((name) => name.endsWith('.sqlite'))
  return new Map(names.map((name) => [name, hashOf(join(folder, name))]))
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
