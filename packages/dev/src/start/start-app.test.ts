import { chmodSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { config } from './testing/built-worker.ts'
import {
  count,
  dataDirectory,
  failure,
  start,
  stop,
  useBuiltApp,
  writeFile,
} from './testing/started-app.ts'

useBuiltApp()

test('a server answers with its variables, modules and objects', async () => {
  const server = start({ vars: { TEXT: 'from the env file' } })
  const url = await server.ready
  expect(await (await fetch(`${url}/env`)).json()).toEqual({
    TEXT: 'from the env file',
    VALUE: config.vars.VALUE,
    text: 'imported',
  })
  expect(await count(url)).toBe(1)
  expect(await count(url)).toBe(2)
  expect(server.said.map((message) => Object.keys(message)[0])).toEqual(['notice', 'url'])
  expect(server.said[0]?.notice).toContain('env.CACHE is a KV namespace')
  expect(readdirSync(join(dataDirectory(), 'objects', 'app-Counter'))).toContainEqual(
    expect.stringMatching(/^[0-9a-f]{64}\.sqlite$/),
  )
})

test('what the app prints is passed on', async () => {
  const server = start()
  await count(await server.ready, 'log')
  await expect.poll(() => server.printed).toEqual(['a line of the app'])
})

test('no configuration with secrets is left on the disk', async () => {
  await start({ vars: { TEXT: 'secret' } }).ready
  expect(readdirSync(dataDirectory()).sort()).toEqual(['lock', 'objects', 'objects.json'])
})

test.runIf(process.platform !== 'win32')(
  'other users of the machine cannot read the data, even if it was open to all before',
  async () => {
    const first = start()
    await count(await first.ready)
    const paths = readdirSync(dataDirectory(), { recursive: true, encoding: 'utf8' })
    for (const path of ['.', ...paths]) {
      expect([path, statSync(join(dataDirectory(), path)).mode & 0o077]).toEqual([path, 0])
    }
    await stop(first)
    chmodSync(join(dataDirectory(), 'objects'), 0o755)
    const second = start()
    await second.ready
    expect(statSync(join(dataDirectory(), 'objects')).mode & 0o777).toBe(0o700)
    expect(second.said).toContainEqual({ notice: expect.stringContaining('could read') })
  },
)

test('a second server on the same data is refused, and the first keeps running', async () => {
  const first = start()
  const url = await first.ready
  const { message } = await failure(start())
  expect(message).toContain(dataDirectory())
  expect(message).toContain(`process ${first.child.pid}, which serves ${url}.`)
  expect(await count(url)).toBe(1)
})

test('a legacy key-value class keeps its data', async () => {
  const exports = { Counter: { type: 'durable-object', storage: 'legacy-kv' } }
  writeFile('dist/worker/wrangler.json', JSON.stringify({ ...config, exports }))
  const first = start()
  expect(await count(await first.ready)).toBe(1)
  first.child.kill('SIGKILL')
  await first.exit
  expect(await count(await start().ready)).toBe(2)
})
