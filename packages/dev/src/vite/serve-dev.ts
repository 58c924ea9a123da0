import { createServer, type ViteDevServer } from 'vite'
import { throwProblems } from '../app/problems.ts'
import { explainListenError } from '../start/listen-address.ts'
import { watchStopRequests } from '../start/stop-requests.ts'
import { explainCompileError } from './compile-errors.ts'
import { createDevLogger } from './dev-logger.ts'
import { guardWorkerd } from './guard-workerd.ts'
import { missingPlugins } from './load-plugins.ts'

export interface DevOptions {
  root: string
  port: number
  host: string
}

/** Starts the dev server. The process lives as long as it. */
export async function serveDev(options: DevOptions): Promise<void> {
  // Cloudflare's plugin asks the network for request metadata and complains when it is offline.
  process.env.CLOUDFLARE_CF_FETCH_ENABLED ??= 'false'
  guardWorkerd(options.root)
  const server = await createDevServer(options)
  await listen(server, options)
  server.printUrls()
  server.bindCLIShortcuts({ print: true })
  endOnRequest(server)
}

function endOnRequest(server: ViteDevServer): void {
  const unwatch = watchStopRequests(async () => {
    // A second Ctrl-C ends it at once.
    unwatch()
    await server.close()
    process.exit()
  })
}

async function createDevServer({ root, port, host }: DevOptions): Promise<ViteDevServer> {
  try {
    return await createServer({
      root,
      plugins: await missingPlugins(root, 'serve'),
      server: { port, host },
      clearScreen: false,
      customLogger: createDevLogger(root),
    })
  } catch (error) {
    throwProblems(explainCompileError(error, root))
    throw error
  }
}

async function listen(server: ViteDevServer, options: DevOptions): Promise<void> {
  try {
    await server.listen()
  } catch (cause) {
    await server.close()
    throw explainListenError((cause as NodeJS.ErrnoException).code ?? '', options) ?? cause
  }
}
