import { ConnectionLost } from './client.ts'
import type { Random } from './random.ts'
import { type Folders, startWorkerd } from './workerd.ts'
import type { Workload } from './workloads/workload.ts'

export interface KillRounds {
  folders: Folders
  random: Random
  workloads: readonly Workload[]
  rounds: number
  clients: number
  /** The maximum time until the kill, in milliseconds. Default 150. */
  longestLoad?: number
}

/**
 * Repeatedly starts workerd, checks the stored data, lets clients make calls and kills it. Every
 * second kill happens the moment a response arrives, before anything else can reach the disk. Such a
 * round is timed from its first response, so that it has two responses even on a slow machine.
 */
export async function runKillRounds(options: KillRounds): Promise<{ acknowledged: number }> {
  let acknowledged = 0
  for (let round = 1; round <= options.rounds; round += 1) {
    acknowledged += await runRound(options, round)
  }
  await runRound({ ...options, clients: 0 }, options.rounds)
  return { acknowledged }
}

async function runRound(options: KillRounds, round: number): Promise<number> {
  const { random, workloads } = options
  const workerd = await startWorkerd(options.folders)
  try {
    for (const workload of workloads) await workload.check(workerd.url)
    return await loadAndKill(options, { url: workerd.url, kill: workerd.kill, round })
  } catch (error) {
    const where = `after kill ${round - 1} with seed ${random.seed}`
    throw new Error(`${where}: ${error}\n${workerd.output()}`, { cause: error })
  } finally {
    await workerd.kill()
  }
}

interface Round {
  url: string
  kill(): Promise<void>
  round: number
}

/** Returns the number of acknowledged calls. */
async function loadAndKill(
  { random, workloads, clients, longestLoad = 150 }: KillRounds,
  { url, kill, round }: Round,
): Promise<number> {
  const atAnswer = round % 2 === 0
  const load = random.integer(5, longestLoad)
  let acknowledged = 0
  let isDue = false
  let isKilled = false
  let timer: NodeJS.Timeout | undefined
  const killNow = (): void => {
    isKilled = true
    void kill()
  }
  const startTimer = (): void => {
    timer = setTimeout(() => {
      isDue = true
      if (!atAnswer) killNow()
    }, load)
  }
  if (!atAnswer) startTimer()
  const runClient = async (): Promise<void> => {
    while (!isKilled) {
      try {
        await random.pick(workloads).act(url, random)
      } catch (error) {
        if (isKilled && error instanceof ConnectionLost) return
        throw error
      }
      acknowledged += 1
      if (isDue && !isKilled) killNow()
      else if (atAnswer && !timer) startTimer()
    }
  }
  try {
    await Promise.all(Array.from({ length: clients }, runClient))
  } finally {
    clearTimeout(timer)
  }
  return acknowledged
}
