import { createServer, type Plugin, type ViteDevServer } from 'vite'
import { throwProblems } from '../app/problems.ts'
import { viteOptions } from '../build/load-plugins.ts'
import { explainCompileError } from '../compile-errors/compile-errors.ts'
import { readAppConfig } from '../config/app-config.ts'
import { findFramework } from '../frameworks/find-framework.ts'
import { watchStopRequests } from '../process/stop-requests.ts'
import { removeToolSignalHandlers } from '../process/tool-signal-handlers.ts'
import { explainListenError } from '../start/listen-address.ts'
import { UserError } from '../user-error.ts'
import { urlOf } from '../vite/plugins/dev-record.ts'
import { installDevGuardian } from '../workerd/dev-guardian.ts'
import { type Beside, serveBeside } from './beside/serve-beside.ts'
import { serveFramework } from './beside/serve-framework.ts'
import { devHeader } from './dev-header.ts'
import { createDevLogger } from './dev-logger.ts'
import { createEnding } from './drain-calls.ts'

export interface DevOptions {
  root: string
  port: number
  host: string
  /** How long running calls get once the server has been asked to stop, in milliseconds. */
  gracePeriod: number
  /** A command that runs beside the server, and ends with it as the server ends with the command. */
  with?: string | undefined
}

/** Starts the dev server. The process ends with it. */
export async function serveDev(options: DevOptions): Promise<void> {
  const framework = findFramework(options.root)
  if (framework && !framework.built) {
    return serveFramework({ ...options, command: options.with ?? framework.dev })
  }
  // Cloudflare's plugin fetches request metadata from the network and warns when it is offline.
  process.env.CLOUDFLARE_CF_FETCH_ENABLED ??= 'false'
  installDevGuardian(options.root)
  removeToolSignalHandlers()
  const ending = createEnding()
  const server = await createDevServer(options, ending.plugin)
  await listen(server, options)
  server.printUrls()
  const beside =
    options.with === undefined ? undefined : await runBeside(options.with, server, options)
  if (!beside) server.bindCLIShortcuts({ print: true })
  if (framework && !beside) {
    console.log(
      `\n  ${framework.name} is not started. To start it as well: cloudwerk dev --with "${framework.dev}"`,
    )
  }
  let isStopping = false
  const end = async (code: number): Promise<void> => {
    const began = Date.now()
    // What runs beside the server may still call objects while it ends.
    await beside?.ended
    await ending.end(Math.max(0, options.gracePeriod - (Date.now() - began)))
    await server.close()
    process.exit(code)
  }
  watchStopRequests({
    stop() {
      isStopping = true
      beside?.stop(options.gracePeriod)
      return end(0)
    },
    stopNow() {
      beside?.kill()
      process.exit()
    },
  })
  const code = await beside?.ended
  if (code === undefined || isStopping) return
  console.log(`\n${options.with} has ended with exit code ${code}, and cloudwerk dev ends with it.`)
  await end(code)
}

async function runBeside(
  command: string,
  server: ViteDevServer,
  { root }: DevOptions,
): Promise<Beside> {
  const url = urlOf(server, server.httpServer?.address() ?? null)
  const { name: worker } = await readAppConfig(root, server.config.mode)
  return serveBeside(command, { url, header: devHeader, worker }, root)
}

/** Cloudflare's plugin (1.63) loads the Worker when the server starts, to find out what it exports. */
function explainThrown(error: Error): UserError | undefined {
  if (!error.stack?.includes('workers/runner-worker')) return undefined
  return new UserError(`The app's files cannot be loaded: ${error.message}`, {
    hint: 'One of them throws at its top level. Move work for a request into a handler.',
    cause: error,
  })
}

async function createDevServer(
  { root, port, host }: DevOptions,
  plugin: Plugin,
): Promise<ViteDevServer> {
  try {
    const { plugins = [], ...options } = await viteOptions(root, 'serve')
    return await createServer({
      ...options,
      root,
      plugins: [plugin, ...plugins],
      server: { port, host },
      clearScreen: false,
      customLogger: createDevLogger(root),
    })
  } catch (error) {
    throwProblems(explainCompileError(error, root))
    throw explainThrown(error as Error) ?? error
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
