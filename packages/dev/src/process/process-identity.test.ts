import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import {
  endProcess,
  identifyProcess,
  isRunning,
  parseProcStat,
  readFromPs,
} from './process-identity.ts'

const boot = 'b00t'

test('a process is identified by its start time, also when its name has parentheses and spaces', () => {
  const fields = ['S', ...Array.from({ length: 18 }, (_, index) => index), 4711, 0]
  expect(parseProcStat(`12 (a) b (c)) ${fields.join(' ')}`, boot)).toBe('b00t:4711')
})

test('this process is running; one with its pid and another start time is not', () => {
  const self = identifyProcess(process.pid)
  expect(self).toBeDefined()
  expect(isRunning({ pid: process.pid, started: self?.started ?? '' })).toBe(true)
  expect(isRunning({ pid: process.pid, started: 'another time' })).toBe(false)
})

test.skipIf(process.platform === 'win32')('ps gives the start time of a process too', () => {
  expect(readFromPs(process.pid)).toMatch(/^\w+ \w+ \d+ \d\d:\d\d:\d\d \d{4}$/)
})

test.skipIf(process.platform === 'win32')('a zombie is not running', async () => {
  // The shell becomes `sleep`, which never collects the child that the shell started.
  const parent = spawn('sh', [
    '-c',
    'exec 3<&0; sh -c "echo \\$\\$; read line <&3" & exec sleep 600',
  ])
  const [text] = await once(parent.stdout, 'data')
  const pid = Number(String(text))
  const zombie = identifyProcess(pid)
  expect(zombie).toBeDefined()
  parent.stdin.end()
  await expect.poll(() => identifyProcess(pid)).toBeUndefined()
  expect(() => process.kill(pid, 0)).not.toThrow()
  parent.kill('SIGKILL')
})

test('a process that does not end in time is killed', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(child, 'spawn')
  const identity = identifyProcess(child.pid ?? 0)
  expect(identity && (await endProcess(identity, 100))).toBe(true)
})
