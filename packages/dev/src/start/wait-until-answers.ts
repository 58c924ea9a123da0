import { setTimeout as delay } from 'node:timers/promises'
import type { WorkerdProcess } from '../workerd/spawn-workerd.ts'
import { answersHttp } from './probe.ts'

export interface WaitOptions {
  host: string
  /** Called when the server takes longer than `quietFor` to listen. */
  onSlowLoad(): void
  /** Called when the server listens and takes longer than `quietFor` to answer. */
  onSlowAnswer(): void
  /** Milliseconds; 3 s by default. */
  quietFor?: number
  /** The time between two probes, in milliseconds. */
  probeEvery?: number
}

/**
 * The port of the server once it answers; undefined when workerd ended instead. There is no time limit
 * while it runs: it may run the handlers of all overdue alarms before it reads from a socket (workerd
 * 1.20261006), and if it were stopped halfway it would have to start over.
 */
export async function waitUntilAnswers(
  workerd: Pick<WorkerdProcess, 'port' | 'ended'>,
  { host, onSlowLoad, onSlowAnswer, quietFor = 3000, probeEvery = 100 }: WaitOptions,
): Promise<number | undefined> {
  const gone = new AbortController()
  const ended = workerd.ended.then(() => gone.abort())
  const listening = Promise.race([workerd.port, ended])
  const port = await unlessSlow(listening, { quietFor, onSlow: onSlowLoad })
  if (typeof port !== 'number') return undefined
  const answered = untilAnsweredTwice({ host, port }, { probeEvery, signal: gone.signal })
  await unlessSlow(answered, { quietFor, onSlow: onSlowAnswer })
  return gone.signal.aborted ? undefined : port
}

interface Probing {
  probeEvery: number
  signal: AbortSignal
}

/** The first answer may come just before the alarms start to run. */
async function untilAnsweredTwice(
  address: { host: string; port: number },
  probing: Probing,
): Promise<void> {
  await untilAnswered(address, probing)
  await untilAnswered(address, probing)
}

async function untilAnswered(
  address: { host: string; port: number },
  { probeEvery, signal }: Probing,
): Promise<void> {
  while (!(await answersHttp(address, signal)) && !signal.aborted) await delay(probeEvery)
}

async function unlessSlow<T>(
  waiting: Promise<T>,
  { quietFor, onSlow }: { quietFor: number; onSlow: () => void },
): Promise<T> {
  const timer = setTimeout(onSlow, quietFor)
  try {
    return await waiting
  } finally {
    clearTimeout(timer)
  }
}
