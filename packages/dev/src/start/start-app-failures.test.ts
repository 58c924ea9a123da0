import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { config, worker } from './testing/built-worker.ts'
import {
  count,
  dataDirectory,
  failure,
  removeBuild,
  start,
  stop,
  useBuiltApp,
  writeFile,
} from './testing/started-app.ts'

useBuiltApp()

test('a port in use is named, and the flag', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { message, hint } = await failure(start({ port }))
  expect(message).toBe(`Port ${port} on 127.0.0.1 is in use by another program.`)
  expect(hint).toContain('--port')
  expect(existsSync(join(dataDirectory(), 'lock'))).toBe(false)
  server.close()
})

test('the class whose data would be lost is named', async () => {
  const first = start()
  await count(await first.ready)
  await stop(first)
  writeFile('dist/worker/index.js', 'export default { fetch: () => new Response("hi") }')
  const { exports: _, durable_objects: __, ...without } = config
  writeFile('dist/worker/wrangler.json', JSON.stringify(without))
  const { message } = await failure(start())
  expect(message).toContain('no class Counter')
  expect(message).toContain(join(dataDirectory(), 'objects', 'app-Counter'))
})

test.each([
  ['NOTADB', 0, 'is not a database'],
  ['CORRUPT', 100, '\xff'.repeat(200)],
])(
  'the class whose alarms are damaged (%s) is named, and what to do',
  async (code, position, garbage) => {
    const exports = { ...config.exports, Another: config.exports.Counter }
    const bindings = [
      ...config.durable_objects.bindings,
      { name: 'ANOTHER', class_name: 'Another' },
    ]
    const both = { ...config, exports, durable_objects: { bindings } }
    writeFile('dist/worker/wrangler.json', JSON.stringify(both))
    writeFile('dist/worker/index.js', `${worker}\nexport class Another extends Counter {}`)
    const first = start()
    await count(await first.ready)
    await stop(first)
    const folder = join(dataDirectory(), 'objects/app-Another')
    for (const name of ['metadata.sqlite-wal', 'metadata.sqlite-shm']) {
      rmSync(join(folder, name), { force: true })
    }
    const file = join(folder, 'metadata.sqlite')
    const bytes = readFileSync(file)
    bytes.write(garbage, position, 'latin1')
    writeFileSync(file, bytes)
    const { message, hint } = await failure(start())
    expect(message).toBe(`${file}, which holds the alarms of Another, is damaged (SQLITE_${code}).`)
    expect(hint).toContain('--repair-alarms')
    rmSync(file)
    expect(await count(await start().ready)).toBe(2)
  },
)

test('a class that the bundle does not export is named', async () => {
  writeFile('dist/worker/index.js', 'export default { fetch: () => new Response("hi") }')
  const { message } = await failure(start())
  expect(message).toBe('The built Worker does not export the object class Counter.')
})

test('the error of a bundle that throws is shown without native stacks', async () => {
  writeFile('dist/worker/index.js', 'throw new Error("at the top")')
  const { message, hint } = await failure(start())
  expect(message).toBe('workerd could not start the app.')
  expect(hint).toBe(`Uncaught Error: at the top
  at index.js:1:7

The app throws while it is loaded. Move work for a request into a handler.`)
  expect(readdirSync(dataDirectory()).sort()).toEqual(['objects', 'objects.json'])
})

test('required secrets that are not set are named', async () => {
  const secrets = { required: ['API_KEY', 'TOKEN', 'TEXT'] }
  writeFile('dist/worker/wrangler.json', JSON.stringify({ ...config, secrets }))
  const both = await failure(start())
  expect(both.message).toBe('The app requires the secrets API_KEY, TOKEN, which are not set.')
  expect(both.hint).toContain('--env-file')
  const one = await failure(start({ vars: { TOKEN: 'x' } }))
  expect(one.message).toBe('The app requires the secret API_KEY, which is not set.')
  const none = start({ vars: { TOKEN: 'x', API_KEY: 'y' } })
  expect(await count(await none.ready)).toBe(1)
})

test('a missing build is reported', async () => {
  removeBuild()
  expect((await failure(start())).hint).toBe('Run cloudwerk build first.')
})
