import { createServer, type ViteDevServer } from 'vite'
import { watchStopRequests } from '../start/stop-requests.ts'
import { UserError } from '../user-error.ts'
import { guardWorkerd } from './guard-workerd.ts'
import { missingPlugins } from './load-plugins.ts'

export interface DevOptions {
  root: string
  port: number
  host: string
}

/** Starts the dev server. The process lives as long as it. */
export async function serveDev({ root, port, host }: DevOptions): Promise<void> {
  // Cloudflare's plugin asks the network for request metadata and complains when it is offline.
  process.env.CLOUDFLARE_CF_FETCH_ENABLED ??= 'false'
  guardWorkerd(root)
  const plugins = await missingPlugins(root, 'serve')
  const options = { root, plugins, server: { port, host }, clearScreen: false }
  const server = await createServer(options).catch((error) => {
    throw thrownByApp(error) ?? error
  })
  await server.listen()
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

/** Cloudflare's plugin (1.63) loads the Worker when the server starts, to see what it exports. */
function thrownByApp(error: Error): UserError | undefined {
  if (!error.stack?.includes('workers/runner-worker')) return undefined
  return new UserError(`The app's files cannot be loaded: ${error.message}`, {
    hint: 'One of them throws at its top level. Work for a request belongs in a handler.',
    cause: error,
  })
}
