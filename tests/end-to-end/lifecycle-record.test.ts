import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cloudwerk, copyApp, runCloudwerk } from './app.ts'

const room = `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({ init: () => ({ lines: [] as string[] }) })
`
const roomPath = 'app/objects/chat-room.ts'
const sqlite = '{ "type": "durable-object", "storage": "sqlite" }'

const read = (root: string, path = 'wrangler.jsonc') => readFileSync(join(root, path), 'utf8')
const built = (root: string) => JSON.parse(read(root, 'dist/worker/wrangler.json'))

test('the first build creates a record, the next adds to it, and both leave the rest alone', async () => {
  const root = copyApp()
  const first = await cloudwerk(root, 'build')
  expect(first).toMatchObject({
    code: 0,
    output: expect.stringContaining('Created wrangler.jsonc'),
  })
  const made = read(root)
  await cloudwerk(root, 'build')
  expect(read(root)).toBe(made)

  const second = copyApp({ 'wrangler.jsonc': made, [roomPath]: room })
  await cloudwerk(second, 'build')
  expect(read(second)).toBe(
    made.replace(`"Counter": ${sqlite}\n`, `"Counter": ${sqlite},\n    "ChatRoom": ${sqlite}\n`),
  )
})

test.each([
  ['no file', {}],
  ['no entry', { 'wrangler.jsonc': '{ "name": "app", "compatibility_date": "2026-10-01" }' }],
])('in CI a build with %s for an object stops', async (_what, files) => {
  const root = copyApp(files)
  const before = existsSync(join(root, 'wrangler.jsonc')) ? read(root) : undefined
  const { code, output } = await runCloudwerk(root, { args: ['build'], env: { CI: 'true' } })
  expect(code).toBe(1)
  expect(output).toMatch(/Counter[\s\S]*commit wrangler\.jsonc/)
  expect(existsSync(join(root, 'wrangler.jsonc')) ? read(root) : undefined).toBe(before)
})

test('a list of migrations is extended, in the file and in the build', async () => {
  const text = `{
  "name": "shop",
  "compatibility_date": "2026-10-01",
  "migrations": [
    { "tag": "v1", "new_sqlite_classes": ["Counter"] }
  ]
}
`
  const root = copyApp({ 'wrangler.jsonc': text, [roomPath]: room })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  const step = '{ "tag": "v2", "new_sqlite_classes": ["ChatRoom"] }'
  expect(read(root)).toBe(text.replace('["Counter"] }\n', `["Counter"] },\n    ${step}\n`))
  expect(built(root).migrations.map(({ tag }: { tag: string }) => tag)).toEqual(['v1', 'v2'])
  expect(built(root).exports).toEqual({})
  expect((await cloudwerk(root, 'deploy', '--dry-run')).output).toContain('--dry-run: exiting now')
})

test('an environment with its own classes is recorded, named and built separately', async () => {
  const root = copyApp({
    'wrangler.jsonc': `{
  "name": "shop",
  "compatibility_date": "2026-10-01",
  "exports": { "Counter": ${sqlite} },
  "env": {
    "production": {
      "vars": { "PLACE": "production" },
      "exports": { "Counter": ${sqlite} }
    }
  }
}`,
    [roomPath]: room,
  })
  expect(await cloudwerk(root, 'build', '--env', 'production')).toMatchObject({ code: 0 })
  expect(read(root).match(/"ChatRoom"/g)).toHaveLength(2)
  expect(built(root)).toMatchObject({
    name: 'shop-production',
    vars: { PLACE: 'production' },
    exports: { Counter: { storage: 'sqlite' }, ChatRoom: { storage: 'sqlite' } },
  })
  const deployed = await cloudwerk(root, 'deploy', '--dry-run', '--env', 'production')
  expect(deployed.output).toContain('--dry-run: exiting now')
  const unknown = await cloudwerk(root, 'build', '--env', 'prodution')
  expect(unknown).toMatchObject({ code: 1, output: expect.stringContaining('production') })
})

test('an environment whose classes need a decision is left for later', async () => {
  const text = `{
  "name": "shop",
  "compatibility_date": "2026-10-01",
  "exports": {},
  "env": { "production": { "exports": { "Old": ${sqlite} } } }
}`
  const root = copyApp({ 'wrangler.jsonc': text })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  const production = `"env": { "production": { "exports": { "Old": ${sqlite} } } }`
  expect(read(root)).toContain(production)
  const stopped = await cloudwerk(root, 'deploy', '--dry-run', '--env', 'production')
  expect(stopped).toMatchObject({
    code: 1,
    output: expect.stringContaining('--rename Old:Counter'),
  })
})

test('wrangler.toml is read but not written, and the message says what to add', async () => {
  const toml = 'name = "shop"\ncompatibility_date = "2026-10-01"\n'
  const root = copyApp({ 'wrangler.toml': toml })
  const { code, output } = await cloudwerk(root, 'build')
  const snippet = '[exports.Counter]\ntype = "durable-object"\nstorage = "sqlite"'
  expect(output).toContain(snippet)
  expect(code).toBe(0)
  expect(built(root).name).toBe('shop')
  expect(await cloudwerk(root, 'deploy', '--dry-run')).toMatchObject({ code: 1 })
  expect(read(root, 'wrangler.toml')).toBe(toml)
  expect(existsSync(join(root, 'wrangler.jsonc'))).toBe(false)

  const complete = copyApp({ 'wrangler.toml': `${toml}\n${snippet}\n` })
  expect((await cloudwerk(complete, 'deploy', '--dry-run')).output).toContain('exiting now')
})

test('entries of a transfer between Workers are left alone', async () => {
  const text = `{
  "name": "shop",
  "compatibility_date": "2026-10-01",
  "exports": {
    "Counter": ${sqlite},
    "Outgoing": { "type": "durable-object", "state": "transferred", "transferred_to": "other" }
  }
}`
  const root = copyApp({ 'wrangler.jsonc': text })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  expect(read(root)).toBe(text)
  expect(built(root).exports.Outgoing).toMatchObject({ state: 'transferred' })
})

describe('a build stops with a message and leaves the file untouched', () => {
  const config = (more: string) => `{ "name": "app", "compatibility_date": "2026-10-01", ${more} }`

  test.each<[string, string, RegExp]>([
    ['a damaged file', '{ "name": "app",\n  "exports": {', /wrangler\.jsonc:2:\d+\n.*damaged/],
    [
      'both kinds of record',
      config(
        `"migrations": [{ "tag": "v1", "new_sqlite_classes": ["Counter"] }], "exports": { "Counter": ${sqlite} }`,
      ),
      /Both `migrations` and `exports`/,
    ],
    [
      'an entry of a class that is not there',
      config(`"exports": { "Counter": ${sqlite}, "Gone": ${sqlite} }`),
      /lists the class Gone[\s\S]*--delete Gone --yes/,
    ],
    [
      'another storage than the recorded one',
      config('"exports": { "Counter": { "type": "durable-object", "storage": "legacy-kv" } }'),
      /recorded in wrangler\.jsonc as legacy-kv[\s\S]*sqlite: false/,
    ],
    [
      'an object that is recorded as deleted',
      config('"exports": { "Counter": { "type": "durable-object", "state": "deleted" } }'),
      /recorded in wrangler\.jsonc as deleted/,
    ],
    [
      'a binding to a class that is not there',
      config('"durable_objects": { "bindings": [{ "name": "X", "class_name": "Nowhere" }] }'),
      /X is bound to the class Nowhere/,
    ],
    [
      'something that Wrangler does not accept',
      config(`"exports": { "Counter": ${sqlite} }, "vars": 1`),
      /Wrangler does not accept wrangler\.jsonc/,
    ],
  ])('for %s', async (_what, text, message) => {
    const root = copyApp({ 'wrangler.jsonc': text })
    const { code, output } = await cloudwerk(root, 'build')
    expect(output).toMatch(message)
    expect(output).not.toMatch(/\n\s+at /)
    expect(code).toBe(1)
    expect(read(root)).toBe(text)
  })

  test('for a read-only file', async () => {
    const text = config('"vars": {}')
    const root = copyApp({ 'wrangler.jsonc': text })
    chmodSync(join(root, 'wrangler.jsonc'), 0o444)
    const { code, output } = await cloudwerk(root, 'build')
    expect(output).toMatch(/wrangler\.jsonc cannot be written: it is read-only/)
    expect(code).toBe(1)
    expect(read(root)).toBe(text)
  })
})
