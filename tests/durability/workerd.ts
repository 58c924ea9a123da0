import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { generateCapnpConfig } from '../../packages/dev/src/workerd/config/capnp-config.ts'
import { parseControlMessage } from '../../packages/dev/src/workerd/control-messages.ts'
import { findWorkerd } from '../../packages/dev/src/workerd/find-workerd.ts'

const sqliteClasses = [
  'AlarmClock',
  'Books',
  'Counter',
  'Deliveries',
  'Document',
  'Gate',
  'Journal',
  'FollowedJournal',
  'Ledger',
  'Once',
  'PlainOnce',
  'Newcomer',
  'Phoenix',
  'PlainBooks',
  'PlainDeliveries',
  'PlainTicker',
  'Planner',
  'Relay',
  'Room',
  'Staged',
  'Ticker',
  'Vault',
]
const keyValueClasses = [
  'KeyValueBooks',
  'KeyValueCounter',
  'KeyValueGate',
  'KeyValueJournal',
  'KeyValueOnce',
  'KeyValueVault',
]

export interface ServedWorker {
  module: string
  objects: { binding: string; className: string }[]
}

/** The test Worker, whose bindings have the names of the classes. */
const ownWorker: ServedWorker = {
  module: 'worker.js',
  objects: [...sqliteClasses, ...keyValueClasses].map((className) => ({
    binding: className,
    className,
  })),
}

export interface Folders {
  /** The folder that contains the Worker's module. */
  bundle: string
  /** Default: the test Worker. */
  worker?: ServedWorker
  /** The folder in which the objects are stored. */
  data: string
}

/** A workerd that the test controls directly. */
export interface Workerd {
  url: string
  /** Sends SIGKILL immediately. Resolves when the process has exited. */
  kill(): Promise<void>
  /** Runs `fn` while workerd is suspended. */
  freeze(fn: () => void): void
  /** Its output so far. */
  output(): string
}

/** Starts workerd on a free port and waits until it listens. */
export async function startWorkerd(folders: Folders): Promise<Workerd> {
  const { bundle, data } = folders
  mkdirSync(data, { recursive: true })
  const configFile = join(bundle, `workerd-${process.hrtime.bigint()}.capnp`)
  writeFileSync(configFile, createConfig(folders))
  const args = ['serve', configFile, `--import-path=${bundle}`, '--control-fd=3']
  const child = spawn(findWorkerd(), args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  const killNow = () => void child.kill('SIGKILL')
  process.on('exit', killNow)
  const ended = once(child, 'exit').finally(() => process.off('exit', killNow))
  const output = collectOutput(child)
  const port = await Promise.race([readPort(child), ended.then(() => undefined)])
  if (port === undefined) throw new Error(`workerd exited:\n${output()}`)
  return {
    url: `http://127.0.0.1:${port}`,
    async kill() {
      killNow()
      await ended
    },
    freeze(fn) {
      child.kill('SIGSTOP')
      try {
        fn()
      } finally {
        child.kill('SIGCONT')
      }
    },
    output,
  }
}

function createConfig({ data, worker = ownWorker }: Folders): string {
  const { module, objects } = worker
  return generateCapnpConfig({
    modules: [{ name: module, type: 'esModule' }],
    compatibilityDate: '2026-10-01',
    compatibilityFlags: [],
    vars: {},
    objects,
    namespaces: objects.map(({ className }) => ({
      className,
      uniqueKey: className,
      sql: !keyValueClasses.includes(className),
    })),
    objectsFolder: data,
    address: '127.0.0.1:0',
  })
}

function readPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    // The fourth stream is readable, but Node's types do not know that.
    createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => {
      const message = parseControlMessage(line)
      if (message?.event === 'listen') resolve(message.port)
    })
  })
}

function collectOutput(child: ChildProcess): () => string {
  let text = ''
  const append = (chunk: Buffer) => {
    text += chunk
  }
  child.stdout?.on('data', append)
  child.stderr?.on('data', append)
  return () => text
}
