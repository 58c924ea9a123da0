import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The Unix socket on which the control Worker listens. */
export interface ControlSocket {
  /** The folder that holds only the socket; no other user can enter it. */
  folder: string
  path: string
  remove(): void
}

/** A longer path does not fit into the address of a Unix socket (macOS: 104 bytes). */
const longestPath = 100

/**
 * Creates a folder for the socket. It is in the temporary directory, since not every file system that
 * can hold data can hold a socket. Undefined where there can be none, as on Windows.
 */
export function makeControlSocket(): ControlSocket | undefined {
  if (process.platform === 'win32') return undefined
  const base = tmpdir().length > longestPath / 2 ? '/tmp' : tmpdir()
  let folder: string
  try {
    folder = mkdtempSync(join(base, 'cloudwerk-'))
  } catch {
    return undefined
  }
  const remove = () => rmSync(folder, { recursive: true, force: true })
  return { folder, path: join(folder, 'control'), remove }
}

/** The time between two ticks, in milliseconds. */
const tickEvery = 1_000

/** Lets the app do its periodic work until the returned function is called. */
export function startTicks(control: ControlSocket): () => void {
  const timer = setInterval(() => void ask(control, '/tick'), tickEvery)
  return () => clearInterval(timer)
}

/**
 * Asks the app to stop: it takes no more calls and closes its sockets. Settles when its running calls
 * have ended, or when nobody answers any more.
 */
export async function askToStop(control: ControlSocket): Promise<void> {
  await ask(control, '/stop')
}

/** Runs a cron line of the app. Undefined where nobody answers any more. */
export async function runScheduled(
  control: ControlSocket,
  event: { cron: string; time: number },
): Promise<string | undefined> {
  const answer = await ask(control, '/scheduled', event)
  // Undefined or the control Worker's own answer.
  return answer ? (JSON.parse(answer) as { outcome: string }).outcome : undefined
}

/** Whether the app's code answers within this time, in milliseconds. */
export async function isHealthy(control: ControlSocket, patience: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patience)
  })
  const answer = await Promise.race([ask(control, '/health'), tooLate])
  clearTimeout(timer)
  return answer !== undefined
}

type ControlPath = '/stop' | '/tick' | '/scheduled' | '/health'

/** The body of the answer; undefined where there is none. */
function ask(
  control: ControlSocket,
  path: ControlPath,
  body?: unknown,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const asked = request({ socketPath: control.path, path, method: 'POST', agent: false })
    asked.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.on('close', () =>
        resolve(response.complete && isAnswer(response.statusCode) ? text : undefined),
      )
    })
    asked.on('error', () => resolve(undefined))
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

function isAnswer(status = 0): boolean {
  return status >= 200 && status < 300
}
