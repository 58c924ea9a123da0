import { join } from 'node:path'
import { afterAll, beforeEach, inject } from 'vitest'
import { type Server, startServer, waitUntil } from '../end-to-end/app.ts'

export interface Answer {
  status: number
  headers: Headers
  /** The body, parsed if it is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the body that it expects
  body: any
}

export interface RunningExample {
  readonly url: string
  readonly server: Server
  /** Calls `fetch` with a path. Sends JSON, and parses a JSON response. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  /** Sends SIGKILL and restarts the server with the same data and port. */
  killAndStart(): Promise<void>
  /** Sends SIGKILL. Returns a function that restarts the server. */
  kill(): Promise<() => Promise<void>>
}

export interface CallOptions {
  body?: unknown
  headers?: Record<string, string>
}

/** Serves an example for the tests of one file: the built app on workerd, or in dev. */
export function runExample(name: string, mode: 'start' | 'dev' = 'start'): RunningExample {
  let server: Server | undefined
  // A unique data directory, since several files can run the same example.
  const data = join(inject('builtExamples'), `data-${name}-${crypto.randomUUID()}`)
  const args = mode === 'start' ? ['--data', data] : []
  const open = async (port?: number) => {
    server = await startServer(join(inject('builtExamples'), name), mode, { port, args })
  }
  const current = () => {
    if (!server) throw new Error(`${name} is not running yet.`)
    return server
  }
  // Before each test, since a test that failed after a kill leaves no running server.
  beforeEach(async () => {
    if (!server || hasEnded(server.child)) await open()
  })
  afterAll(() => server?.stop())
  return {
    get url() {
      return current().url
    },
    get server() {
      return current()
    },
    async call(method, path, { body, headers } = {}) {
      const init = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }
      const response = await fetch(current().url + path, init as RequestInit)
      const text = await response.text()
      const isJson = response.headers.get('Content-Type')?.startsWith('application/json')
      const { status } = response
      return { status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
    },
    async killAndStart() {
      const start = await this.kill()
      await start()
    },
    async kill() {
      const { url } = current()
      const port = Number(new URL(url).port)
      await current().stop('SIGKILL')
      // workerd exits a moment later, and must not be mistaken for the restarted one.
      await waitUntil(async () => (await fetch(url).catch(() => undefined)) === undefined)
      return () => open(port)
    },
  }
}

function hasEnded({ exitCode, signalCode }: Server['child']): boolean {
  return exitCode !== null || signalCode !== null
}
