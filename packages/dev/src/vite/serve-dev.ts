import { createServer, type ViteDevServer } from 'vite'
import { watchStopRequests } from '../start/stop-requests.ts'
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
  const server = await createServer({
    root,
    plugins: await missingPlugins(root, 'serve'),
    server: { port, host },
    clearScreen: false,
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
