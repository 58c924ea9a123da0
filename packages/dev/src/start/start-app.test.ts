import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type LockRecord, readLockRecord } from '../data-directory/lock-record.ts'
import { identifyProcess, isRunning, waitUntilGone } from '../process/process-identity.ts'

const worker = `
import { DurableObject } from 'cloudflare:workers'
import text from './assets/text.txt'
export class Counter extends DurableObject {
  async increment() {
    const value = ((await this.ctx.storage.get('value')) ?? 0) + 1
    await this.ctx.storage.put('value', value)
    return value
  }
  async plan(at) {
    await this.ctx.storage.setAlarm(at)
  }
  async alarm() {
    // For the next server.
    if (this.env.WORK === undefined) return this.plan(Date.now() + 1000)
    let work = Number(this.env.WORK)
    while (work > 0) work -= 1
    console.log('an alarm rings')
    await this.ctx.storage.put('rung', true)
  }
  async hasRung() {
    return (await this.ctx.storage.get('rung')) ?? false
  }
  fetch() {
    const { 0: client, 1: server } = new WebSocketPair()
    this.ctx.acceptWebSocket(server)
    return new Response(null, { status: 101, webSocket: client })
  }
}
export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url)
    const clocks = Array.from({ length: 60 }, (_, number) => env.COUNTER.getByName('clock ' + number))
    if (pathname === '/plan') {
      const at = Number(searchParams.get('at'))
      return Response.json(await Promise.all(clocks.map((clock) => clock.plan(at))))
    }
    if (pathname === '/rung') {
      const rung = await Promise.all(clocks.map((clock) => clock.hasRung()))
      return Response.json({ value: rung.filter(Boolean).length })
    }
    if (pathname === '/env') return Response.json({ TEXT: env.TEXT, VALUE: env.VALUE, text })
    const counter = env.COUNTER.getByName(pathname)
    if (pathname === '/socket') return counter.fetch(request)
    if (pathname === '/log') console.log('a line of the app')
    return Response.json({ value: await counter.increment() })
  },
}
`

const config = {
  name: 'app',
  main: 'index.js',
  compatibility_date: '2026-10-01',
  vars: { TEXT: 'built', VALUE: { list: [1, 'é "x" \\ \n'] } },
  durable_objects: { bindings: [{ name: 'COUNTER', class_name: 'Counter' }] },
  exports: { Counter: { type: 'durable-object', storage: 'sqlite' } },
  kv_namespaces: [{ binding: 'CACHE', id: 'x' }],
}

/** Says what happens as JSON lines, and ends with the code that `startApp` resolves with. */
const starter = `
  const { startApp } = await import(process.argv[1])
  const say = (message) => console.log(JSON.stringify(message))
  try {
    process.exitCode = await startApp({
      ...JSON.parse(process.argv[2]),
      onReady: ({ url }) => say({ url }),
      onNotice: (notice) => say({ notice }),
    })
  } catch ({ name, message, hint }) {
    say({ error: { name, message, hint } })
    process.exitCode = 1
  }
`

interface Said {
  url?: string
  notice?: string
  error?: { name: string; message: string; hint?: string }
}

interface Started {
  child: ChildProcess
  said: Said[]
  printed: string[]
  exit: Promise<number | null>
  /** The address, or an error with what was said instead. */
  ready: Promise<string>
}

/** Milliseconds; for what hangs. */
const patience = 240_000
const starterFile = new URL('./start-app.ts', import.meta.url).href
let root: string
let started: Started[] = []

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cloudwerk-start-'))
  writeFile('.wrangler/deploy/config.json', '{"configPath":"../../dist/worker/wrangler.json"}')
  writeFile('dist/worker/wrangler.json', JSON.stringify(config))
  writeFile('dist/worker/index.js', worker)
  writeFile('dist/worker/assets/text.txt', 'imported')
})

afterEach(async () => {
  const left = readLock()?.workerd
  for (const { child } of started) child.kill('SIGKILL')
  await Promise.all(started.map(({ exit }) => exit))
  started = []
  if (left !== undefined) expect(await waitUntilGone(left, patience)).toBe(true)
  rmSync(root, { recursive: true })
})

function writeFile(name: string, text: string): void {
  mkdirSync(join(root, name, '..'), { recursive: true })
  writeFileSync(join(root, name), text)
}

const dataFolder = (): string => join(root, 'data')

function readLock(): LockRecord | undefined {
  return readLockRecord(join(dataFolder(), 'lock'))
}

/** The pid of workerd, taken down before the lock goes. */
function workerdOf(lock: LockRecord | undefined): NonNullable<LockRecord['workerd']> {
  if (lock?.workerd === undefined) throw new Error('no workerd in the lock')
  return lock.workerd
}

interface StartSettings {
  port?: number
  host?: string
  vars?: Record<string, string>
  env?: Record<string, string>
}

function start({ env, ...settings }: StartSettings = {}): Started {
  const args = ['--input-type=module', '-e', starter, starterFile, optionsOf(settings)]
  const child = spawn(process.execPath, args, {
    env: { ...process.env, npm_lifecycle_event: undefined, ...env },
  })
  return follow(child)
}

function optionsOf(settings: StartSettings): string {
  return JSON.stringify({ root, host: '127.0.0.1', port: 0, data: dataFolder(), ...settings })
}

function follow(child: ChildProcess): Started {
  const said: Said[] = []
  const printed: string[] = []
  const exit = once(child, 'close').then(([code]) => code as number | null)
  const ready = new Promise<string>((resolve, reject) => {
    if (child.stdout === null || child.stderr === null) throw new Error('no output')
    createInterface({ input: child.stderr }).on('line', (line) => printed.push(line))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as Said
      said.push(message)
      if (message.url !== undefined) resolve(message.url)
    })
    exit.then(() => reject(new Error(JSON.stringify({ said, printed }))))
  })
  // A start that is meant to fail is looked at through `failure`.
  ready.catch(() => {})
  const result = { child, said, printed, exit, ready }
  started.push(result)
  return result
}

async function failure(attempt: Started): Promise<NonNullable<Said['error']>> {
  expect(await attempt.exit).toBe(1)
  const error = attempt.said.find((message) => message.error !== undefined)?.error
  if (error === undefined) throw new Error(JSON.stringify(attempt.said))
  expect(error.name).toBe('UserError')
  return error
}

async function count(url: string, name = 'a'): Promise<number> {
  const response = await fetch(`${url}/${name}`)
  return ((await response.json()) as { value: number }).value
}

async function openSocket(url: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket`)
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = reject
  })
  return socket
}

describe('a server that runs', () => {
  test('answers with its variables, modules and objects', async () => {
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
    expect(readdirSync(join(dataFolder(), 'objects', 'app-Counter'))).toContainEqual(
      expect.stringMatching(/^[0-9a-f]{64}\.sqlite$/),
    )
  })

  test('hands on what the app prints', async () => {
    const server = start()
    await count(await server.ready, 'log')
    await expect.poll(() => server.printed).toEqual(['a line of the app'])
  })

  test('leaves no configuration with secrets on the disk', async () => {
    await start({ vars: { TEXT: 'secret' } }).ready
    expect(readdirSync(dataFolder()).sort()).toEqual(['lock', 'objects', 'objects.json'])
  })

  test.runIf(process.platform !== 'win32')(
    'keeps its data from other users of the machine, also where it was open to all',
    async () => {
      const first = start()
      await count(await first.ready)
      const paths = readdirSync(dataFolder(), { recursive: true, encoding: 'utf8' })
      for (const path of ['.', ...paths]) {
        expect([path, statSync(join(dataFolder(), path)).mode & 0o077]).toEqual([path, 0])
      }
      first.child.kill('SIGTERM')
      await first.exit
      chmodSync(join(dataFolder(), 'objects'), 0o755)
      const second = start()
      await second.ready
      expect(statSync(join(dataFolder(), 'objects')).mode & 0o777).toBe(0o700)
      expect(second.said).toContainEqual({ notice: expect.stringContaining('could read') })
    },
  )

  test('refuses a second one on its data and goes on', async () => {
    const first = start()
    const url = await first.ready
    const { message } = await failure(start())
    expect(message).toContain(dataFolder())
    expect(message).toContain(`process ${first.child.pid}, which serves ${url}.`)
    expect(await count(url)).toBe(1)
  })
})

describe('the end', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s stops everything and the exit code is 0',
    async (signal) => {
      const server = start()
      expect(await count(await server.ready)).toBe(1)
      const workerd = workerdOf(readLock())
      server.child.kill(signal)
      expect(await server.exit).toBe(0)
      expect(isRunning(workerd)).toBe(false)
      expect(existsSync(join(dataFolder(), 'lock'))).toBe(false)
    },
  )

  test('an open socket does not hold up a stop', async () => {
    const server = start()
    const socket = await openSocket(await server.ready)
    const workerd = workerdOf(readLock())
    server.child.kill('SIGTERM')
    expect(await server.exit).toBe(0)
    expect(isRunning(workerd)).toBe(false)
    expect(server.printed).toEqual([])
    socket.close()
  })

  test('after a SIGKILL of node no workerd stays', async () => {
    const server = start()
    const socket = await openSocket(await server.ready)
    const workerd = workerdOf(readLock())
    server.child.kill('SIGKILL')
    await server.exit
    expect(await waitUntilGone(workerd, patience)).toBe(true)
    socket.close()
  })

  test('a start right after a SIGKILL goes on with the data', async () => {
    const first = start()
    const url = await first.ready
    const socket = await openSocket(url)
    for (let expected = 1; expected <= 3; expected++) expect(await count(url)).toBe(expected)
    const workerd = workerdOf(readLock())
    first.child.kill('SIGKILL')
    // The same port, too: the workerd left behind still listens there for a moment.
    const second = start({ port: Number(new URL(url).port) })
    expect(await count(await second.ready)).toBe(4)
    expect(isRunning(workerd)).toBe(false)
    socket.close()
  })

  test('alarms that are due at the start all ring, and a stop meanwhile is heard', async () => {
    const first = start()
    await fetch(`${await first.ready}/plan?at=${Date.now() + 1000}`)
    first.child.kill('SIGKILL')
    await first.exit
    await delay(1000)

    const busy = start({ vars: { WORK: '500000000' } })
    const notice = expect.stringMatching(/^Still starting: alarms that fell due/)
    await expect.poll(() => busy.said).toContainEqual({ notice })
    await expect.poll(() => busy.printed).toContain('an alarm rings')
    busy.child.kill('SIGTERM')
    expect(await busy.exit).toBe(0)
    expect(busy.said).not.toContainEqual({ url: expect.anything() })
    expect(readdirSync(dataFolder()).sort()).toEqual(['objects', 'objects.json'])

    const last = start({ vars: { WORK: '1000000' } })
    const url = await last.ready
    await expect.poll(() => count(url, 'rung')).toBe(60)
  })

  test('the death of workerd is told and the exit code is 1', async () => {
    const server = start()
    await server.ready
    process.kill(workerdOf(readLock()).pid, 'SIGKILL')
    const { message } = await failure(server)
    expect(message).toBe('workerd ended by itself, by SIGKILL.')
    expect(existsSync(join(dataFolder(), 'lock'))).toBe(false)
  })

  test.runIf(process.platform === 'linux')(
    'when the shell in between is killed, workerd ends as well',
    async () => {
      const server = start()
      await server.ready
      const workerd = workerdOf(readLock())
      process.kill(parentOf(workerd.pid), 'SIGKILL')
      await failure(server)
      expect(isRunning(workerd)).toBe(false)
    },
  )

  test.each([
    ['the command itself', '[process.execPath, ...args]'],
    [
      'a shell that stays in between',
      `['sh', '-c', '"$@"; true', 'sh', process.execPath, ...args]`,
    ],
  ])('a server that npm started through %s ends when npm is gone', async (_, commandLine) => {
    const npm = `
      const args = process.argv.slice(1)
      const [command, ...rest] = ${commandLine}
      require('node:child_process').spawn(command, rest, { stdio: 'inherit' })
    `
    const inner = ['--input-type=module', '-e', starter, starterFile, optionsOf({})]
    const parent = spawn(process.execPath, ['-e', npm, '--', ...inner], {
      env: { ...process.env, npm_lifecycle_event: 'start' },
    })
    const server = follow(parent)
    await server.ready
    const lock = readLock()
    parent.kill('SIGKILL')
    expect(lock && (await waitUntilGone(lock.node, patience))).toBe(true)
    expect(isRunning(workerdOf(lock))).toBe(false)
    expect(existsSync(join(dataFolder(), 'lock'))).toBe(false)
  })
})

describe('a start that cannot be', () => {
  test('names the port that is in use and the flag', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const { message, hint } = await failure(start({ port }))
    expect(message).toBe(`Port ${port} on 127.0.0.1 is in use by another program.`)
    expect(hint).toContain('--port')
    expect(existsSync(join(dataFolder(), 'lock'))).toBe(false)
    server.close()
  })

  test('names the object whose data would be lost', async () => {
    const first = start()
    await count(await first.ready)
    first.child.kill('SIGTERM')
    await first.exit
    writeFile('dist/worker/index.js', 'export default { fetch: () => new Response("hi") }')
    const { exports: _, durable_objects: __, ...without } = config
    writeFile('dist/worker/wrangler.json', JSON.stringify(without))
    const { message } = await failure(start())
    expect(message).toContain('no object Counter')
    expect(message).toContain(join(dataFolder(), 'objects', 'app-Counter'))
  })

  test.each([
    ['NOTADB', 0, 'is not a database'],
    ['CORRUPT', 100, '\xff'.repeat(200)],
  ])(
    'names the class whose alarms are damaged (%s), and what to do',
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
      first.child.kill('SIGTERM')
      await first.exit
      const folder = join(dataFolder(), 'objects/app-Another')
      for (const name of ['metadata.sqlite-wal', 'metadata.sqlite-shm']) {
        rmSync(join(folder, name), { force: true })
      }
      const file = join(folder, 'metadata.sqlite')
      const bytes = readFileSync(file)
      bytes.write(garbage, position, 'latin1')
      writeFileSync(file, bytes)
      const { message, hint } = await failure(start())
      expect(message).toBe(
        `${file}, which holds the alarms of Another, is damaged (SQLITE_${code}).`,
      )
      expect(hint).toContain('--repair-alarms')
      rmSync(file)
      expect(await count(await start().ready)).toBe(2)
    },
  )

  test('names the class that the bundle does not export', async () => {
    writeFile('dist/worker/index.js', 'export default { fetch: () => new Response("hi") }')
    const { message } = await failure(start())
    expect(message).toBe('The built worker does not export the object class Counter.')
  })

  test('shows the error of a bundle that throws, without native stacks', async () => {
    writeFile('dist/worker/index.js', 'throw new Error("at the top")')
    const { message, hint } = await failure(start())
    expect(message).toBe('workerd could not start the app.')
    expect(hint).toBe(`Uncaught Error: at the top
  at index.js:1:7

The app throws while it is loaded. Work for a request belongs in a handler.`)
    expect(readdirSync(dataFolder()).sort()).toEqual(['objects', 'objects.json'])
  })

  test('names the secrets that are required and not set', async () => {
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

  test('says that there is no build', async () => {
    rmSync(join(root, 'dist'), { recursive: true })
    expect((await failure(start())).hint).toBe('Run cloudwerk build first.')
  })
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

function parentOf(pid: number): number {
  expect(identifyProcess(pid)).toBeDefined()
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}
