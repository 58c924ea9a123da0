import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cloudwerk, copyApp, serve, waitUntil } from './app.ts'

const route = (object: string, call: string): string =>
  `import { json } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
export async function GET() { return json(await durableObjects.${object}.getByName('a').${call}) }`

/** A file of each feature, as the source maps of a build name it. */
const marks =
  /runtime\/(sql\/sql|time\/alarm-ring|handler\/accept-socket|schema|rows\/key-value-rows|storage\/buffered-keys|handler\/outside|once\/run-once)\.js$/

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
})

test('an app that calls once anywhere has it in all of its objects', async () => {
  const root = copyApp({ 'app/counted/route.ts': route('Counter', "increment.once('key', 2)") })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  expect(featuresIn(root)).toEqual(['once/run-once'])
  const server = await serve(root, 'start')
  for (const _ of [1, 2]) expect(await (await fetch(`${server.url}/counted`)).json()).toBe(2)
})

test('a definition whose keys cannot be seen has all features', async () => {
  const root = copyApp({
    'app/lib/base.ts': `let rung = 0
const schema = { '~standard': { version: 1, vendor: 'test', validate: (value) =>
  value.entries < 3 ? { value } : { issues: [{ message: 'too many', path: ['entries'] }] } } }
export const base = {
  sqlite: true as const,
  schema,
  alarm() { rung += 1; console.log('rung', rung) },
}`,
    'app/objects/ledger.ts': ledger('...base', "import { base } from '../lib/base'"),
    'app/book/route.ts': route('Ledger', "book('tea')"),
  })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  // The word `outside` is nowhere.
  expect(featuresIn(root)).toHaveLength(7)
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
