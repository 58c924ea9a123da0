import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { identifyProcess, isRunning } from '../process/process-identity.ts'
import { acquireLock } from './lock.ts'
import { thisMachine } from './lock-holder.ts'
import { type LockRecord, parseLockRecord } from './lock-record.ts'

let data: string
let children: ChildProcess[] = []

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'cloudwerk-lock-'))
})

afterEach(async () => {
  await Promise.all(children.map(kill))
  children = []
  rmSync(data, { recursive: true })
})

/** A process that takes the lock, prints `held` or the error, and keeps it until it is killed. */
const holder = `
  const { acquireLock } = await import(process.argv[1])
  try {
    await acquireLock(process.argv[2])
    console.log('held')
    setInterval(() => {}, 1000)
  } catch (error) {
    console.log(error.message)
  }
`

function startHolder(): { child: ChildProcess; said: Promise<string> } {
  const module = new URL('./lock.ts', import.meta.url).href
  const child = spawn(process.execPath, ['--input-type=module', '-e', holder, module, data])
  children.push(child)
  return { child, said: once(child.stdout, 'data').then(([text]) => String(text).trim()) }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

const lockFile = (): string => join(data, 'lock')

function readLock(): LockRecord {
  return parseLockRecord(readFileSync(lockFile(), 'utf8'), lockFile())
}

function writeRecord(file: string, record: Partial<LockRecord>): void {
  const dead = { pid: 2 ** 22 - 7, started: 'never' }
  const base = { version: 1, token: 'old', machine: thisMachine(), node: dead }
  writeFileSync(file, JSON.stringify({ ...base, ...record }))
}

test('the lock names its holder, and a release leaves nothing behind', async () => {
  const lock = await acquireLock(data)
  expect(readLock().node.pid).toBe(process.pid)
  lock.update({ url: 'http://127.0.0.1:1' })
  expect(readLock().url).toBe('http://127.0.0.1:1')
  lock.release()
  expect(readdirSync(data)).toEqual([])
})

test('a second process is refused, with the pid and the address of the first', async () => {
  const lock = await acquireLock(data)
  lock.update({ url: 'http://127.0.0.1:8787' })
  const second = startHolder()
  expect(await second.said).toBe(
    `The data in ${data} is in use by another cloudwerk start: process ${process.pid}, which serves http://127.0.0.1:8787.`,
  )
  lock.release()
  expect(readdirSync(data)).toEqual([])
})

test('the lock of a killed process is taken over', async () => {
  const first = startHolder()
  expect(await first.said).toBe('held')
  await kill(first.child)
  const lock = await acquireLock(data)
  expect(readLock().node.pid).toBe(process.pid)
  expect(readdirSync(data)).toEqual(['lock'])
  lock.release()
})

test('a pid that now belongs to another process does not hold the lock', async () => {
  writeRecord(lockFile(), { node: { pid: process.ppid, started: 'long ago' } })
  const lock = await acquireLock(data)
  expect(readLock().node.pid).toBe(process.pid)
  lock.release()
})

test('of several processes that find the same dead holder, one gets the lock', async () => {
  for (let round = 0; round < 5; round++) {
    // They all wait for this one and then rush in together.
    const orphan = spawn('sleep', ['2'])
    children.push(orphan)
    const workerd = identifyProcess(orphan.pid ?? 0)
    writeRecord(lockFile(), { token: `dead-${round}`, workerd })
    const contenders = Array.from({ length: 8 }, startHolder)
    const said = await Promise.all(contenders.map((contender) => contender.said))
    expect(said.filter((text) => text === 'held')).toHaveLength(1)
    expect(said.filter((text) => text.includes('is in use by'))).toHaveLength(7)
    const winner = contenders[said.indexOf('held')]
    expect(readLock().node.pid).toBe(winner?.child.pid)
    // Killed, so that the next round begins with what a real kill leaves as well.
    await Promise.all(contenders.map(({ child }) => kill(child)))
  }
})

test('a process that died during its takeover is succeeded in turn', async () => {
  writeRecord(lockFile(), { token: 'one' })
  writeRecord(join(data, 'lock.one.next'), { token: 'two' })
  writeRecord(join(data, 'lock.two.next'), { token: 'three' })
  const lock = await acquireLock(data)
  expect(readdirSync(data)).toEqual(['lock'])
  lock.release()
})

test('nobody overtakes a process that is taking over', async () => {
  const self = identifyProcess(process.pid)
  writeRecord(lockFile(), { token: 'one' })
  writeRecord(join(data, 'lock.one.next'), { token: 'two', node: self })
  await expect(acquireLock(data)).rejects.toThrow(`process ${process.pid}`)
  expect(readLock().token).toBe('one')
})

test('a takeover waits for the workerd of the dead holder', async () => {
  const workerd = spawn('sleep', ['1.5'])
  children.push(workerd)
  const identity = identifyProcess(workerd.pid ?? 0)
  writeRecord(lockFile(), { workerd: identity })
  const lock = await acquireLock(data)
  expect(identity && isRunning(identity)).toBe(false)
  expect(workerd.signalCode).toBeNull()
  lock.release()
})

test('a takeover kills a workerd that does not end', async () => {
  const workerd = spawn('sleep', ['60'])
  children.push(workerd)
  writeRecord(lockFile(), { workerd: identifyProcess(workerd.pid ?? 0) })
  const lock = await acquireLock(data)
  await expect.poll(() => workerd.signalCode).toBe('SIGKILL')
  lock.release()
})

test('a holder in another container is judged by its heartbeat', async () => {
  writeRecord(lockFile(), { machine: 'elsewhere', node: { pid: process.pid, started: 'x' } })
  const notices: string[] = []
  const lock = await acquireLock(data, { onNotice: (text) => notices.push(text) })
  expect(notices).toEqual([expect.stringMatching(/^Checking whether cloudwerk start on another/)])
  const record = readLock()
  lock.update({ url: 'http://127.0.0.1:1' })
  const moved = JSON.stringify({ ...readLock(), machine: 'elsewhere' })
  writeFileSync(lockFile(), moved)
  await expect(acquireLock(data)).rejects.toThrow('is in use by')
  expect(readLock().token).toBe(record.token)
  lock.release()
})

test('a lock that cannot be read is refused, not removed', async () => {
  writeFileSync(lockFile(), 'x')
  await expect(acquireLock(data)).rejects.toThrow(/lock is not a valid lock file/)
  expect(readFileSync(lockFile(), 'utf8')).toBe('x')
})
