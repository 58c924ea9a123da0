import { buildApp } from './build-app.ts'
import { buildWorker } from './build-worker.ts'
import type { ServedWorker } from './capnp-config.ts'

/** Other libraries, which `--peers` measures. */
export type PeerName = 'agents' | 'partyserver' | 'actors'
export type OwnName = 'ours' | 'ours-ungrouped' | 'our-sockets'
export type ByHandName = 'raw-sql' | 'raw-kv' | 'bare' | 'whole-state'
export type ContenderName = OwnName | ByHandName | PeerName
export type WorkerName = 'ours' | 'live' | 'hand-written' | 'peers'

/** The worker and the class that implement each contender. */
export const contenders: Record<ContenderName, { worker: WorkerName; className: string }> = {
  ours: { worker: 'ours', className: 'Ours' },
  'ours-ungrouped': { worker: 'ours', className: 'OursUngrouped' },
  'our-sockets': { worker: 'ours', className: 'Chat' },
  'raw-sql': { worker: 'hand-written', className: 'RawSql' },
  'raw-kv': { worker: 'hand-written', className: 'RawKv' },
  bare: { worker: 'hand-written', className: 'Bare' },
  'whole-state': { worker: 'hand-written', className: 'WholeState' },
  agents: { worker: 'peers', className: 'Agents' },
  partyserver: { worker: 'peers', className: 'PartyServer' },
  actors: { worker: 'peers', className: 'Actors' },
}

export const peerNames: PeerName[] = ['agents', 'partyserver', 'actors']

/** Classes for a single workload, under the same name in both workers. */
const inBothWorkers = ['Chat', 'Megaphone', 'StorageCalls', 'SqlHandlers']

/** The contenders that are always measured and store a board. */
export const boardContenders: ContenderName[] = ['ours', 'raw-sql', 'raw-kv']

/** The class of a contender that counts the rows it writes. */
export function countedClass(contender: ContenderName): string {
  return `${contenders[contender].className}Counted`
}

export interface WorkerBundle extends ServedWorker {
  name: WorkerName
  code: string
}

/**
 * Builds two workers for one workerd, which runs both on one thread. Ours is separate, so that what
 * it adds to the platform's stubs cannot slow the other contenders down.
 */
export async function buildWorkers({ peers }: { peers: boolean }): Promise<WorkerBundle[]> {
  return [
    {
      name: 'ours',
      module: 'ours.js',
      classNames: ['Ours', 'OursUngrouped', 'OursCounted', ...inBothWorkers],
      code: await buildWorker({ entry: 'worker/ours.ts' }),
    },
    {
      name: 'hand-written',
      module: 'hand-written.js',
      classNames: [
        ...['Bare', 'RawSql', 'RawKv', 'RawSqlCounted', 'RawKvCounted', 'WholeState'],
        ...inBothWorkers,
      ],
      code: await buildWorker({ entry: 'worker/hand-written.ts' }),
    },
    ...(peers ? [await buildPeers()] : []),
  ]
}

/** A worker with a live page, for the workload that measures those. */
export async function buildLive(): Promise<WorkerBundle> {
  const code = await buildWorker({ entry: 'worker/live.ts' })
  return { name: 'live', module: 'live.js', classNames: ['LiveChat'], code }
}

async function buildPeers(): Promise<WorkerBundle> {
  return {
    name: 'peers',
    module: 'peers.js',
    classNames: peerNames.map((name) => contenders[name].className),
    code: await buildWorker({ entry: 'peers/worker.ts' }),
  }
}

/** Minified workers with one counter: hand-written, with our class, and as an app with a route. */
export interface CounterBundles {
  bare: string
  ours: string
  /** By file; `index.js` is its main module. */
  app: Record<string, string>
  peers: Map<PeerName, string>
}

export async function buildCounters(options: { peers: boolean }): Promise<CounterBundles> {
  const buildOne = (name: string) => buildWorker({ entry: `bundle/${name}.ts`, minify: true })
  const peers = new Map<PeerName, string>()
  for (const name of options.peers ? peerNames : []) {
    peers.set(name, await buildWorker({ entry: `peers/bundles/${name}.ts`, minify: true }))
  }
  return {
    ...{
      bare: await buildOne('bare'),
      ours: await buildOne('ours'),
      app: await buildApp('examples/counter'),
    },
    peers,
  }
}
