import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { command, repository } from './build-app.ts'

export interface StartedApp {
  port: number
  stop(): Promise<void>
}

/** Serves a built app of the repository with `cloudwerk start`, on a free port. */
export async function startApp(folder: string, data: string): Promise<StartedApp> {
  const child = spawn(process.execPath, [command, 'start', '--port', '0', '--data', data], {
    cwd: join(repository, folder),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const kill = (): boolean => child.kill('SIGTERM')
  process.on('exit', kill)
  const url = await Promise.race([
    readAddress(child.stdout),
    ended.then(([code]) => Promise.reject(new Error(`cloudwerk start exited with ${code}.`))),
  ])
  return {
    port: Number(new URL(url).port),
    async stop() {
      process.off('exit', kill)
      kill()
      await ended
    },
  }
}

async function readAddress(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const [, url] = /^Ready on (\S+)/.exec(line) ?? []
    if (url) return url
  }
  throw new Error('cloudwerk start ended without an address.')
}
