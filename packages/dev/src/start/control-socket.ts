import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The Unix socket on which the control Worker listens. */
export interface ControlSocket {
  /** A folder of its own, which this user alone can enter. */
  folder: string
  path: string
  remove(): void
}

/** Longer ones do not fit into the address of a Unix socket (macOS: 104 bytes). */
const longestPath = 100

/**
 * Makes the place for it. In the temporary folder, since not each file system that can hold data can
 * hold a socket. Undefined where there is no such place, as on Windows.
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

/** What is due in the app from time to time is looked for so often, in milliseconds. */
const tickEvery = 1_000

/** Lets the app do what is due, until the function that it gives is called. */
export function startTicks(control: ControlSocket): () => void {
  const timer = setInterval(() => void ask(control, '/tick'), tickEvery)
  return () => clearInterval(timer)
}

/**
 * Asks the app to end: it takes no more calls, closes its sockets, and this settles when its calls
 * have ended, or when nobody answers any more.
 */
export function askToStop(control: ControlSocket): Promise<void> {
  return ask(control, '/stop')
}

function ask(control: ControlSocket, path: '/stop' | '/tick'): Promise<void> {
  return new Promise((resolve) => {
    const asked = request({ socketPath: control.path, path, method: 'POST', agent: false })
    asked.on('response', (response) => response.resume().on('close', resolve))
    asked.on('error', () => resolve())
    asked.end()
  })
}
