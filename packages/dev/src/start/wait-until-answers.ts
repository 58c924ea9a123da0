import { setTimeout as delay } from 'node:timers/promises'
import type { WorkerdProcess } from '../workerd/spawn-workerd.ts'
import { answersHttp } from './probe.ts'

export interface WaitOptions {
  host: string
  /** Called when it takes more than some seconds until it listens. */
  onSlowLoad(): void
  /** Called when it takes more than some seconds until what listens answers. */
  onSlowAnswer(): void
}

/** How long nothing is said of a server that does not answer yet, in milliseconds. */
const quietFor = 3000

/**
 * The port of the server when it answers; undefined when workerd ended instead. There is no limit
 * while it lives: it may run the handlers of all overdue alarms before it reads from a socket
 * (workerd 1.20261006), and one that is stopped in the middle has to begin again.
 */
export async function waitUntilAnswers(
  workerd: Pick<WorkerdProcess, 'port' | 'ended'>,
  { host, onSlowLoad, onSlowAnswer }: WaitOptions,
): Promise<number | undefined> {
  const gone = new AbortController()
  const ended = workerd.ended.then(() => gone.abort())
  const port = await unlessSlow(Promise.race([workerd.port, ended]), onSlowLoad)
  if (typeof port !== 'number') return undefined
  await unlessSlow(untilAnsweredTwice({ host, port }, gone.signal), onSlowAnswer)
  return gone.signal.aborted ? undefined : port
}

/** The first answer may come just before the alarms begin to ring. */
async function untilAnsweredTwice(
  address: { host: string; port: number },
  signal: AbortSignal,
): Promise<void> {
  await untilAnswered(address, signal)
  await untilAnswered(address, signal)
}

async function untilAnswered(
  address: { host: string; port: number },
  signal: AbortSignal,
): Promise<void> {
  while (!(await answersHttp(address, signal)) && !signal.aborted) await delay(100)
}

async function unlessSlow<T>(waiting: Promise<T>, onSlow: () => void): Promise<T> {
  const timer = setTimeout(onSlow, quietFor)
  try {
    return await waiting
  } finally {
    clearTimeout(timer)
  }
}
