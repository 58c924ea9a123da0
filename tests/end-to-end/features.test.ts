import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cloudwerk, copyApp, serve, waitUntil, writeFiles } from './app.ts'

const route = (object: string, call: string): string =>
  `import { json } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
export async function GET() { return json(await durableObjects.${object}.getByName('a').${call}) }`

/** A file of each feature, as the source maps of a build name it. */
const marks =
  /(?:runtime|state)\/(sql\/sql|live\/object-pages|live\/history\/history|operations\/shown-state|time\/alarm-ring|handler\/(?:accept-socket|socket-opening|silent-sockets)|events\/socket-messages|schema|waking\/object-memory|rows\/key-value-rows|storage\/buffered-keys|handler\/outside|once\/run-once|time\/(?:jobs\/run-job|schedules\/(?:schedules|cron-slots)|expiry\/expiry))\.js$/

function featuresIn(root: string): string[] {
  const maps = globSync('dist/worker/**/*.js.map', { cwd: root })
  const sources = maps.flatMap(
    (map): string[] => JSON.parse(readFileSync(join(root, map), 'utf8')).sources,
  )
  expect(sources.some((source) => source.endsWith('runtime/object-host.js'))).toBe(true)
  return sources.flatMap((source) => marks.exec(source)?.[1] ?? []).sort()
}

test('a build contains only the features that its app names', async () => {
  const root = copyApp({ 'app/counted/route.ts': route('Counter', 'increment(2)') })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  expect(featuresIn(root)).toEqual([])
  const server = await serve(root, 'start')
  expect(await (await fetch(`${server.url}/counted`)).json()).toBe(2)

  const other = copyApp({ 'app/objects/ledger.ts': ledger('sqlite: true') })
  expect(await cloudwerk(other, 'build')).toMatchObject({ code: 0 })
  expect(featuresIn(other)).toEqual(['sql/sql', 'storage/buffered-keys'])

  const shown = `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({ init: () => ({ a: 1 }), live: { view: { a: true } }, memory: () => ({}) })`
  const live = copyApp({ 'app/objects/shown.ts': shown })
  expect(await cloudwerk(live, 'build')).toMatchObject({ code: 0 })
  const files = globSync('dist/worker/**/*.js', { cwd: live })
  const code = files.map((file) => readFileSync(join(live, file), 'utf8')).join()
  expect(code).toMatch(/code:\s*[`'"][0-9a-f]{16}[`'"]/)
  const parts = ['live/object-pages', 'operations/shown-state', 'waking/object-memory']
  expect(featuresIn(live)).toEqual(parts)
})

test('accept and open, messages, and the limit for silent sockets are features of their own', async () => {
  const object = (sockets: string): string =>
    `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({ sockets: { ${sockets} }, webSocketMessage() {} })`
  const root = copyApp({ 'app/objects/room.ts': object('open() {}') })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  expect(featuresIn(root)).toEqual(['handler/accept-socket', 'handler/socket-opening'])
  writeFiles(root, { 'app/objects/room.ts': object('messages: {}') })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  expect(featuresIn(root)).toEqual(['events/socket-messages', 'handler/accept-socket'])
})

test('an app that calls once anywhere has it in all of its objects', async () => {
  const root = copyApp({ 'app/counted/route.ts': route('Counter', "increment.once('key', 2)") })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  expect(featuresIn(root)).toEqual(['once/run-once'])
  const server = await serve(root, 'start')
  for (const _ of [1, 2]) expect(await (await fetch(`${server.url}/counted`)).json()).toBe(2)
})

test('schedules bring cron lines only where one has a line of the calendar', async () => {
  const object = (schedules: string): string =>
    `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({
  init: () => ({ ran: 0 }),
  schedules: { ${schedules} },
  methods: {
    async begin() { return (this.state.ran -= 1) },
    async later(timeZone: string) {
      this.ctx.schedules.set('daily', { timeZone })
      return timeZone
    },
    async ran() { return this.state.ran },
  },
})`
  const often = "often: { every: '50ms', run() { this.state.ran += 1 } }"
  const daily = "daily: { cron: '0 9 * * *', timeZone: 'Europe/Berlin', run() {} }"
  const lean = copyApp({ 'app/objects/clock.ts': object(often) })
  expect(await cloudwerk(lean, 'build')).toMatchObject({ code: 0 })
  // Jobs keep steps that are outside.
  const timed = ['handler/outside', 'time/jobs/run-job']
  expect(featuresIn(lean)).toEqual([...timed, 'time/schedules/schedules'])

  const root = copyApp({
    'app/objects/clock.ts': object(`${often}, ${daily}`),
    'app/begin/route.ts': route('Clock', 'begin()'),
    'app/later/route.ts': route('Clock', "later('Asia/Tokyo')"),
    'app/ran/route.ts': route('Clock', 'ran()'),
  })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  const withCron = ['time/schedules/cron-slots', 'time/schedules/schedules']
  expect(featuresIn(root)).toEqual([...timed, ...withCron])
  for (const command of ['start', 'dev'] as const) {
    const server = await serve(root, command)
    for (const path of ['begin', 'later']) {
      expect((await fetch(`${server.url}/${path}`)).status).toBe(200)
    }
    await waitUntil(async () => Number(await (await fetch(`${server.url}/ran`)).json()) > 2)
    await server.stop()
  }
})

test('a build names the schedules and jobs that are gone since the last one', async () => {
  const object = (keys: string): string =>
    `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({ ${keys} })`
  const before = "schedules: { often: { every: '1h', run() {} } }, jobs: { mail() {} }"
  const root = copyApp({ 'app/objects/clock.ts': object(before) })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  writeFiles(root, { 'app/objects/clock.ts': object('') })
  const { code, output } = await cloudwerk(root, 'build')
  expect(code).toBe(0)
  expect(output).toContain("Clock no longer has 'mail' among its jobs.")
  expect(output).toContain("Clock no longer has 'often' among its schedules.")
})

test('a cron line that never comes stops a build, with its place', async () => {
  const object = `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({
  schedules: { yearly: { cron: '0 0 31 2 *', run() {} } },
})`
  const built = await cloudwerk(copyApp({ 'app/objects/clock.ts': object }), 'build')
  expect(built.code).toBe(1)
  expect(built.output).toContain('app/objects/clock.ts:3:26')
  expect(built.output).toContain("A schedule has '0 0 31 2 *', which never comes.")
})

test('a definition whose keys cannot be seen has all features', async () => {
  const root = copyApp({
    'app/lib/base.ts': `const schema = { '~standard': { version: 1, vendor: 'test', validate: (value) =>
  value.entries < 3 ? { value } : { issues: [{ message: 'too many', path: ['entries'] }] } } }
export const base = {
  sqlite: true as const,
  schema,
  memory: () => ({ rung: 0 }),
  alarm(this: { memory: { rung: number } }) { console.log('rung', (this.memory.rung += 1)) },
}`,
    'app/objects/ledger.ts': ledger('...base', "import { base } from '../lib/base'"),
    'app/book/route.ts': route('Ledger', "book('tea')"),
  })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  expect(featuresIn(root)).toHaveLength(19)
  const server = await serve(root, 'start')
  const book = () => fetch(`${server.url}/book`)
  expect(await (await book()).json()).toEqual([{ what: 'tea' }])
  expect(await (await book()).json()).toEqual([{ what: 'tea' }, { what: 'tea' }])
  await waitUntil(() => server.output().includes('rung'))
  // The schema refuses the third, which also undoes its row.
  expect((await book()).status).toBe(500)
  await waitUntil(() => server.output().includes('too many'))
})

function ledger(more: string, imports = ''): string {
  return `import { defineDurableObject } from '@cloudwerk/durable-object'
${imports}
export default defineDurableObject({
  ${more},
  init() {
    this.ctx.sql.exec('CREATE TABLE IF NOT EXISTS entries (what TEXT)')
    return { entries: 0 }
  },
  methods: {
    async book(what: string) {
      this.ctx.sql.run('INSERT INTO entries VALUES (?)', what)
      this.state.entries += 1
      await this.ctx.storage.setAlarm(Date.now())
      return this.ctx.sql.exec('SELECT what FROM entries').toArray()
    },
  },
})`
}
