import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { identifyProcess, isRunning, waitUntilGone } from '../process/process-identity.ts'
import {
  anyPort,
  askHealth,
  count,
  dataDirectory,
  failure,
  follow,
  openSocket,
  patience,
  readLock,
  start,
  starterArguments,
  useBuiltApp,
  workerdOf,
  writeFile,
} from './testing/started-app.ts'

useBuiltApp()

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s stops everything, and the exit code is 0',
  async (signal) => {
    const server = start()
    expect(await count(await server.ready)).toBe(1)
    const workerd = workerdOf(readLock())
    server.child.kill(signal)
    expect(await server.exit).toBe(0)
    expect(isRunning(workerd)).toBe(false)
    expect(existsSync(join(dataDirectory(), 'lock'))).toBe(false)
  },
)

test('an open socket does not delay a stop', async () => {
  const server = start()
  const socket = await openSocket(await server.ready)
  const workerd = workerdOf(readLock())
  server.child.kill('SIGTERM')
  expect(await server.exit).toBe(0)
  expect(isRunning(workerd)).toBe(false)
  expect(server.printed).toEqual([])
  socket.close()
})

test('no workerd is left after a SIGKILL of node', async () => {
  const server = start()
  const socket = await openSocket(await server.ready)
  const workerd = workerdOf(readLock())
  server.child.kill('SIGKILL')
  await server.exit
  expect(await waitUntilGone(workerd, patience)).toBe(true)
  socket.close()
})

test('a start right after a SIGKILL continues with the data', async () => {
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

test('all alarms that are due at the start ring, and a stop in the meantime works', async () => {
  const first = start()
  const url = await first.ready
  const due = Date.now() + 1000
  await fetch(`${url}/plan?at=${due}`)
  first.child.kill('SIGKILL')
  await first.exit
  await delay(Math.max(0, due - Date.now()))

  const busy = start({ vars: { WORK: '100000000' } })
  await expect.poll(() => busy.printed).toContain('an alarm rings')
  busy.child.kill('SIGTERM')
  expect(await busy.exit).toBe(0)
  expect(readdirSync(dataDirectory()).sort()).toEqual(['objects', 'objects.json'])

  const last = start({ vars: { WORK: '1000000' } })
  const address = await last.ready
  await expect.poll(() => count(address, 'rung')).toBe(60)
})

test('/healthz says that the server is starting until it answers', async () => {
  writeFile('dist/worker/index.js', 'for (;;) {}')
  const server = start({ health: anyPort })
  await expect.poll(() => server.said).not.toEqual([])
  expect(await askHealth(server)).toEqual([503, { status: 'starting' }])
  await expect.poll(() => readLock()?.workerd).toBeDefined()
  expect(await askHealth(server)).toEqual([503, { status: 'starting' }])
})

test('/healthz says that the app is stuck while its code does not answer', async () => {
  const server = start({ health: anyPort })
  const url = await server.ready
  expect(await askHealth(server)).toEqual([200, { status: 'ok' }])
  const endless = fetch(`${url}/endless`).catch(() => undefined)
  await expect.poll(() => askHealth(server)).toEqual([503, { status: 'stuck' }])
  server.child.kill('SIGKILL')
  await endless
})

test('the death of workerd is reported, and the exit code is 1', async () => {
  const server = start()
  await server.ready
  process.kill(workerdOf(readLock()).pid, 'SIGKILL')
  const { message } = await failure(server)
  expect(message).toBe('workerd ended by itself, by SIGKILL.')
  expect(existsSync(join(dataDirectory(), 'lock'))).toBe(false)
})

test.runIf(process.platform === 'linux')(
  'workerd ends when the shell in between is killed',
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
  ['a shell that stays in between', `['sh', '-c', '"$@"; true', 'sh', process.execPath, ...args]`],
])('a server that npm started through %s ends when npm is gone', async (_, commandLine) => {
  const npm = `
    const args = process.argv.slice(1)
    const [command, ...rest] = ${commandLine}
    require('node:child_process').spawn(command, rest, { stdio: 'inherit' })
  `
  const parent = spawn(process.execPath, ['-e', npm, '--', ...starterArguments({})], {
    env: { ...process.env, npm_lifecycle_event: 'start' },
  })
  const server = follow(parent)
  await server.ready
  const lock = readLock()
  parent.kill('SIGKILL')
  expect(lock && (await waitUntilGone(lock.node, patience))).toBe(true)
  expect(isRunning(workerdOf(lock))).toBe(false)
  expect(existsSync(join(dataDirectory(), 'lock'))).toBe(false)
})

function parentOf(pid: number): number {
  expect(identifyProcess(pid)).toBeDefined()
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}
