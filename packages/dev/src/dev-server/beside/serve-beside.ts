import { extname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { styleText } from 'node:util'
import { projectEnv } from '../../process/project-env.ts'
import { isDevGuardian } from '../../workerd/dev-guardian.ts'
import type { LinkPlace } from '../link/create-link.ts'
import { linkVariable } from '../link/link-variable.ts'
import { commandName } from './command-name.ts'
import { type BesideProcess, startBeside } from './start-beside.ts'

/** How often it is asked whether the app runs, in milliseconds. */
const interval = 200

export interface Beside {
  /** Settles when the command has ended, with its exit code. */
  ended: Promise<number>
  /** Ends the command, or keeps it from being started. */
  stop(gracePeriod: number): void
  kill(): void
}

/**
 * Runs a command once the dev server's objects can be called. Its processes reach them by
 * `durableObjects`, and find the server's address in `CLOUDWERK_URL`.
 */
export function serveBeside(command: string, place: LinkPlace, root: string): Beside {
  const name = styleText('cyan', `[${commandName(command)}]`)
  let started: BesideProcess | undefined
  const waiting = new AbortController()
  const run = async (): Promise<number> => {
    if (!(await untilReady(place, waiting.signal))) return 0
    started = startBeside({
      command,
      cwd: root,
      env: environment(place, root),
      onLine(line, stream) {
        // The shell's own word about the signal.
        if (waiting.signal.aborted && line === 'Terminated') return
        process[stream].write(`${name} ${line}\n`)
      },
    })
    return started.ended
  }
  return {
    ended: run(),
    stop(gracePeriod) {
      waiting.abort()
      started?.stop(gracePeriod)
    },
    kill: () => started?.kill(),
  }
}

/** False when it should not be waited for any longer. A mistake in the app is shown by the dev server. */
async function untilReady({ url, header }: LinkPlace, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const options = { method: 'POST', headers: { [header]: 'ready' }, signal }
    const response = await fetch(`${url}/__cloudwerk/ready`, options).catch(() => undefined)
    await response?.body?.cancel()
    if (response?.headers.has('x-cloudwerk-tools')) return true
    await delay(interval, undefined, { signal }).catch(() => undefined)
  }
  return false
}

function environment(place: LinkPlace, root: string): NodeJS.ProcessEnv {
  const { env } = process
  const register = new URL(`../link/register${extname(import.meta.url)}`, import.meta.url).href
  const isColored = process.stdout.isTTY && !env.NO_COLOR
  return {
    ...projectEnv(root),
    // Its own tools have a workerd of their own, which fits them.
    ...(isDevGuardian(env.MINIFLARE_WORKERD_PATH) && { MINIFLARE_WORKERD_PATH: undefined }),
    // In a URL, spaces are %20.
    NODE_OPTIONS: `${env.NODE_OPTIONS ?? ''} --import=${register}`.trim(),
    CLOUDWERK_URL: place.url,
    [linkVariable]: JSON.stringify(place),
    ...(isColored && { FORCE_COLOR: env.FORCE_COLOR ?? '1' }),
  }
}
