import { join } from 'node:path'
import { afterAll, beforeEach, inject } from 'vitest'
import { type Server, startServer, waitUntil } from '../end-to-end/app.ts'

export interface Answer {
  status: number
  headers: Headers
  /** The body, parsed if it is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  body: any
}

/** A running example. */
export interface RunningExample {
  readonly url: string
  readonly server: Server
  /** `fetch` with a path, and with JSON on both sides. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  /** kill -9, and a restart on the same data and port. */
  killAndStart(): Promise<void>
  /** kill -9; returns a function that starts it again. */
  kill(): Promise<() => Promise<void>>
}

export interface CallOptions {
  body?: unknown
  headers?: Record<string, string>
}

/** Serves a built example on workerd, or in dev, for the tests of one file. */
export function runExample(name: string, mode: 'start' | 'dev' = 'start'): RunningExample {
  let server: Server | undefined
  // Its own data directory, since several files may run the same example.
  const data = join(inject('builtExamples'), `data-${name}-${crypto.randomUUID()}`)
  const args = mode === 'start' ? ['--data', data] : []
  const open = async (port?: number) => {
    server = await startServer(join(inject('builtExamples'), name), mode, { port, args })
  }
  const current = () => {
    if (!server) throw new Error(`${name} does not run yet`)
    return server
  }
  // Before each test: one that failed after a kill leaves no server for the next.
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
      // Its workerd ends a moment later, and must not be mistaken for the next one.
      await waitUntil(async () => (await fetch(url).catch(() => undefined)) === undefined)
      return () => open(port)
    },
  }
}

function hasEnded({ exitCode, signalCode }: Server['child']): boolean {
  return exitCode !== null || signalCode !== null
}
