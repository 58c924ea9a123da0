import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { freePort, post, waitUntil } from './app.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))

// The clone holds what is committed, without changes in the work tree.
test('npm start in a fresh clone serves a counter that outlives kill -9', async () => {
  const base = mkdtempSync(join(tmpdir(), 'cloudwerk-clone-'))
  onTestFinished(() => rmSync(base, { recursive: true, force: true }))
  const clone = join(base, 'clone')
  execFileSync('git', ['clone', '--quiet', repository, clone])

  const first = await npmStart(clone)
  expect(await post(first.counter)).toEqual({ value: 5 })
  expect(await post(first.counter)).toEqual({ value: 10 })
  expect(first.output()).toContain(`curl -X POST ${first.counter}`)
  process.kill(first.pid, 'SIGKILL')
  // No process that npm started may keep answering.
  await waitUntil(async () => (await fetch(first.counter).catch(() => undefined)) === undefined)

  const second = await npmStart(clone)
  expect(await post(second.counter)).toEqual({ value: 15 })
  process.kill(second.pid, 'SIGTERM')
  await waitUntil(async () => (await fetch(second.counter).catch(() => undefined)) === undefined)
})

async function npmStart(clone: string) {
  const port = await freePort()
  // As in a terminal: without the variables of the npm that runs this test.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')),
  )
  const args = ['start', '--', '--port', String(port)]
  const child = spawn('npm', args, { cwd: clone, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk
    })
  }
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const counter = `http://127.0.0.1:${port}/api/counter/alice`
  await waitUntil(async () => {
    if (child.exitCode !== null) throw new Error(`npm start ended:\n${text}`)
    return (await fetch(counter).catch(() => undefined)) !== undefined
  })
  if (child.pid === undefined) throw new Error('npm did not start')
  return { counter, pid: child.pid, output: () => text }
}
