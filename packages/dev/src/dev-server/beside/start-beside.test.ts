import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { identifyProcess } from '../../process/process-identity.ts'
import { type BesideProcess, startBeside } from './start-beside.ts'

interface Run extends BesideProcess {
  lines: string[]
  /** Resolves with what follows this word on the first line that begins with it. */
  printed(word: string): Promise<string>
}

function start(command: string): Run {
  const lines: string[] = []
  const waiting: (() => void)[] = []
  const beside = startBeside({
    ...{ command, cwd: import.meta.dirname, env: process.env },
    onLine(line, stream) {
      lines.push(stream === 'stderr' ? `! ${line}` : line)
      for (const look of waiting) look()
    },
  })
  onTestFinished(() => beside.kill())
  const printed = (word: string) =>
    new Promise<string>((resolve) => {
      const look = (): void => {
        const line = lines.find((text) => text.startsWith(`${word} `))
        if (line) resolve(line.slice(word.length + 1))
      }
      waiting.push(look)
      look()
    })
  return { ...beside, lines, printed }
}

const isRunning = (pid: string): boolean => identifyProcess(Number(pid)) !== undefined

test.each([
  ['exit 0', 0],
  ['exit 7', 7],
  ['no-such-command', 127],
  ['kill -KILL $$', 137],
])('%s ends with %i', async (command, code) => {
  expect(await start(command).ended).toBe(code)
})

test('lines of both streams arrive, also the last one without an end', async () => {
  const run = start('echo one; echo two >&2; printf three')
  expect(await run.ended).toBe(0)
  expect(run.lines.toSorted()).toEqual(['! two', 'one', 'three'])
})

test('it is asked to end, and may take its time', async () => {
  const run = start(
    `trap 'sleep 0.3; echo tidied up; exit 3' TERM; echo up $$; while :; do sleep 0.1; done`,
  )
  await run.printed('up')
  run.stop(60_000)
  expect(await run.ended).toBe(3)
  expect(run.lines).toContain('tidied up')
})

test('it is killed when its time is over', async () => {
  const run = start(`trap '' TERM; echo up $$; while :; do sleep 0.1; done`)
  const pid = await run.printed('up')
  run.stop(100)
  expect(await run.ended).toBe(137)
  expect(isRunning(pid)).toBe(false)
})

test('what it leaves in the background ends with it', async () => {
  const run = start('sleep 600 & echo up $!')
  const pid = await run.printed('up')
  expect(await run.ended).toBe(0)
  expect(isRunning(pid)).toBe(false)
})

test('it ends when the process that has started it is killed', async () => {
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', startInParent], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(parent.stdout as NonNullable<ChildProcess['stdout']>, 'data')) as [
    Buffer,
  ]
  parent.kill('SIGKILL')
  const [, pid = ''] = /up (\d+)/.exec(String(line)) ?? []
  expect(pid).not.toBe('')
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20))
})

const startInParent = `import { startBeside } from './start-beside.ts'
startBeside({ command: 'echo up $$; while :; do sleep 0.1; done', cwd: '.', env: process.env, onLine: console.log })`
