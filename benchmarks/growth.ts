// Measures how build time and dev startup time grow with the number of objects:
//   node benchmarks/growth.ts [--rounds 3] [--sizes 10,100,500,1000]
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    sizes: { type: 'string', default: '10,100,250,500,1000' },
  },
})
const repository = fileURLToPath(new URL('..', import.meta.url))
const command = join(repository, 'packages/dev/bin/cloudwerk.js')
const steps = {
  'first build': (root: string) => runToEnd(root, ['build']),
  'second build': (root: string) => runToEnd(root, ['build']),
  types: (root: string) => runToEnd(root, ['types']),
  'first dev start': timeToFirstResponse,
  'second dev start': timeToFirstResponse,
}

const objectSource = `import { defineDurableObject } from '@cloudwerk/durable-object'

export default defineDurableObject({
  init: () => ({ value: 0, items: [] as string[] }),
  methods: {
    async increment(amount = 1) {
      this.state.value += amount
      return this.state.value
    },
    async add(item: string) {
      this.state.items.push(item)
      return this.state.items.length
    },
  },
})
`
const routeSource = `import { json } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

export const POST = async () => json(await durableObjects.Thing0!.getByName('a').increment())
`

console.log(`| objects | ${Object.keys(steps).join(' | ')} |\n|---|${'---|'.repeat(5)}`)
for (const size of values.sizes.split(',').map(Number)) {
  const rounds: number[][] = []
  for (let round = 0; round < Number(values.rounds); round++) rounds.push(await measure(size))
  const medians = Object.keys(steps).map((_, step) =>
    median(rounds.map((times) => times[step] ?? Number.NaN)),
  )
  console.log(`| ${size} | ${medians.map((time) => `${(time / 1000).toFixed(2)} s`).join(' | ')} |`)
}

async function measure(size: number): Promise<number[]> {
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-growth-'))
  try {
    writeApp(root, size)
    const times: number[] = []
    for (const step of Object.values(steps)) {
      const started = performance.now()
      await step(root)
      times.push(performance.now() - started)
    }
    return times
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function writeApp(root: string, size: number): void {
  mkdirSync(join(root, 'app/objects'), { recursive: true })
  mkdirSync(join(root, 'app/api/thing'), { recursive: true })
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
  // Otherwise all apps share the cache in the repository's node_modules, and never start cold.
  writeFileSync(join(root, 'vite.config.ts'), `export default { cacheDir: '.vite' }`)
  writeFileSync(join(root, 'package.json'), '{ "name": "growth", "type": "module" }')
  for (let index = 0; index < size; index++) {
    writeFileSync(join(root, `app/objects/thing-${index}.ts`), objectSource)
  }
  writeFileSync(join(root, 'app/api/thing/route.ts'), routeSource)
}

async function runToEnd(root: string, args: string[]): Promise<void> {
  const child = start(root, args)
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`cloudwerk ${args.join(' ')} exited with code ${code} in ${root}`)
}

/** Starts `cloudwerk dev`, waits until a route responds, and stops it. */
async function timeToFirstResponse(root: string): Promise<void> {
  const port = await freePort()
  const child = start(root, ['dev', '--port', String(port)])
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}/api/thing`
  while (!(await fetch(url, { method: 'POST' }).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error(`cloudwerk dev exited with code ${child.exitCode}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  child.kill('SIGTERM')
  await ended
}

function start(root: string, args: string[]): ChildProcess {
  const env = { ...process.env, CI: undefined }
  return spawn(process.execPath, [command, ...args], { cwd: root, env, stdio: 'ignore' })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.')
  return address.port
}

function median(times: number[]): number {
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
}
