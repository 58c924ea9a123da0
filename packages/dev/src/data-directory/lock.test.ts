import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
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

/** For each line that it reads it tries to take the lock, and prints `held` or the error. */
const holder = `
  import { createInterface } from 'node:readline'
  const { acquireLock } = await import(process.argv[1])
  console.log('ready')
  for await (const _ of createInterface({ input: process.stdin })) {
    try {
      await acquireLock(process.argv[2])
      console.log('held')
    } catch (error) {
      console.log(error.message)
    }
  }
`

interface Holder {
  child: ChildProcess
  ready: Promise<string>
  /** `held`, or the error. */
  take(): Promise<string>
}

function startHolder(): Holder {
  const module = new URL('./lock.ts', import.meta.url).href
  const child = spawn(process.execPath, ['--input-type=module', '-e', holder, module, data])
  children.push(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextLine = async (): Promise<string> => String((await lines.next()).value)
  const ready = nextLine()
  return {
    child,
    ready,
    take(): Promise<string> {
      child.stdin.write('take\n')
      return ready.then(nextLine)
    },
  }
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
  const base = { version: 1, token: 'old', place: thisMachine(), node: dead }
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
  expect(await second.take()).toBe(
    `The data in ${data} is in use by another cloudwerk start: process ${process.pid}, which serves http://127.0.0.1:8787.`,
  )
  lock.release()
  expect(readdirSync(data)).toEqual([])
})

test('the lock file keeps its format: one that 0.1.0 wrote is taken over after its holder died', async () => {
  const written = `{"version":1,"token":"5e3f","place":${JSON.stringify(thisMachine())},"node":{"pid":4194297,"started":"never"},"workerd":{"pid":4194296,"started":"never"},"url":"http://127.0.0.1:8787"}\n`
  writeFileSync(lockFile(), written)
  const lock = await acquireLock(data)
  expect(Object.keys(JSON.parse(readFileSync(lockFile(), 'utf8')))).toEqual(
    Object.keys(JSON.parse(written)).slice(0, 4),
  )
  lock.release()
})

test('the lock of a killed process is taken over', async () => {
  const first = startHolder()
  expect(await first.take()).toBe('held')
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
  const contenders = Array.from({ length: 8 }, startHolder)
  for (let round = 0; round < 5; round++) {
    const orphan = spawn('sleep', ['600'])
    children.push(orphan)
    const workerd = identifyProcess(orphan.pid ?? 0)
    writeRecord(lockFile(), { token: `dead-${round}`, workerd })
    await Promise.all(contenders.map(({ ready }) => ready))
    const taking = contenders.map((contender) => contender.take())
    // One of them waits for the orphan, so its takeover ends while others try.
    await kill(orphan)
    const said = await Promise.all(taking)
    expect(said.filter((text) => text === 'held')).toHaveLength(1)
    expect(said.filter((text) => text.includes('is in use by'))).toHaveLength(7)
    const [winner] = contenders.splice(said.indexOf('held'), 1, startHolder())
    expect(readLock().node.pid).toBe(winner?.child.pid)
    // Killed, so that the next round starts with what a real kill leaves behind.
    if (winner) await kill(winner.child)
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
  const workerd = spawn('cat')
  children.push(workerd)
  const identity = identifyProcess(workerd.pid ?? 0)
  writeRecord(lockFile(), { token: 'old', workerd: identity })
  const taking = acquireLock(data, { orphanPatience: 60_000 })
  await expect.poll(() => readdirSync(data)).toContain('lock.old.next')
  expect(readLock().token).toBe('old')
  workerd.stdin.end()
  const lock = await taking
  expect(identity && isRunning(identity)).toBe(false)
  expect(workerd.signalCode).toBeNull()
  lock.release()
})

test('a takeover kills a workerd that does not end', async () => {
  const workerd = spawn('sleep', ['600'])
  children.push(workerd)
  writeRecord(lockFile(), { workerd: identifyProcess(workerd.pid ?? 0) })
  const lock = await acquireLock(data, { orphanPatience: 50 })
  await expect.poll(() => workerd.signalCode).toBe('SIGKILL')
  lock.release()
})

test('a holder in another container is judged by its heartbeat', async () => {
  writeRecord(lockFile(), { place: 'elsewhere', node: { pid: process.pid, started: 'x' } })
  const notices: string[] = []
  const lock = await acquireLock(data, {
    onNotice: (text) => notices.push(text),
    heartbeat: { every: 10, silence: 100 },
  })
  expect(notices).toEqual([expect.stringMatching(/^Checking whether cloudwerk start on another/)])
  const record = readLock()
  lock.update({ url: 'http://127.0.0.1:1' })
  const moved = JSON.stringify({ ...readLock(), place: 'elsewhere' })
  writeFileSync(lockFile(), moved)
  // It returns at the first heartbeat that it sees.
  const heartbeat = { every: 10, silence: 60_000 }
  await expect(acquireLock(data, { heartbeat })).rejects.toThrow('is in use by')
  expect(readLock().token).toBe(record.token)
  lock.release()
})

test('a lock that cannot be read is refused, not removed', async () => {
  writeFileSync(lockFile(), 'x')
  await expect(acquireLock(data)).rejects.toThrow(/lock is not a valid lock file/)
  expect(readFileSync(lockFile(), 'utf8')).toBe('x')
})
