import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ShownError, ShownFailure } from '@cloudwerk/core/worker'
import type { Connect, DevEnvironment, Plugin, ViteDevServer } from 'vite'
import { describeFailure } from '../../failures/failure.ts'
import { failureJson } from '../../failures/failure-json.ts'
import { failurePage } from '../../failures/failure-page.ts'
import { failureText } from '../../failures/failure-text.ts'
import { type PageOptions, savedEvent } from '../../failures/html.ts'
import { missingJson, missingPage } from '../../failures/missing-page.ts'
import type { AppContext } from '../app-context.ts'
import { holdResponse } from './hold-response.ts'
import { acceptsHtml, sendJson, sendPage } from './send.ts'

/** Logs what routes throw, with the user's own code, and shows it to whoever asked. */
export function failuresPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:failures',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use('/__open-in-editor', refuseStrangers)
      server.middlewares.use((request, response, next) => {
        holdResponse(response, app.failureHeader, ({ status, body, value }) => {
          if (value === 'missing') return sendMissing(server, { app, request, response })
          const { error } = JSON.parse(body) as { error: ShownFailure }
          sendFailure(server, { app, request, response, status, shown: error })
        })
        next()
      })
      // After the others and what tells of files, so that it gets what ended the Worker itself.
      return () => {
        server.middlewares.use(((error, request, response, _next) => {
          const shown = shownError(error)
          sendFailure(server, { app, request, response, status: 500, shown })
        }) satisfies Connect.ErrorHandleFunction)
      }
    },
    hotUpdate({ server, modules }) {
      if (this.environment.name !== 'worker' || modules.length === 0) return
      server.environments.client.hot.send(savedEvent)
    },
  }
}

function shownError(error: Error): ShownFailure {
  const { cause } = error
  const causes = cause instanceof Error ? [named(cause)] : []
  return { code: 'INTERNAL_ERROR', file: undefined, ...named(error), fields: {}, causes }
}

function named({ name, message, stack = '' }: Error): ShownError {
  return { name, message, stack }
}

interface Exchange {
  app: AppContext
  request: IncomingMessage & { originalUrl?: string }
  response: ServerResponse
}

interface Sent extends Exchange {
  status: number
  shown: ShownFailure
}

function sendMissing(server: ViteDevServer, { app, request, response }: Exchange): void {
  const [path = '/'] = (request.originalUrl ?? request.url ?? '/').split('?')
  const missing = { path, manifest: app.manifest }
  if (acceptsHtml(request)) {
    const render = (options: PageOptions) => missingPage(missing, options)
    sendPage(server, response, { status: 404, render })
  } else sendJson(response, { status: 404, body: missingJson(missing) })
}

function sendFailure(server: ViteDevServer, sent: Sent): void {
  const { app, request, response, status, shown } = sent
  const { method = 'GET', originalUrl, url = '/' } = request
  const environment = server.environments.worker
  const failure = describeFailure(shown, {
    root: app.root,
    request: { method, url: originalUrl ?? url },
    sourceOf: (file) => environment && loadedSource(environment, file),
  })
  server.config.logger.error(failureText(failure), { timestamp: true })
  if (status === 503) response.setHeader('Retry-After', '1')
  if (acceptsHtml(request)) {
    sendPage(server, response, { status, render: (options) => failurePage(failure, options) })
  } else sendJson(response, { status, body: failureJson(failure) })
}

/**
 * The source that a module was made from, as its source map has it. Only of modules that the Worker
 * loaded: whatever a stack says, no file is read for it.
 */
function loadedSource({ moduleGraph }: DevEnvironment, file: string): string | undefined {
  for (const module of moduleGraph.getModulesByFile(file) ?? []) {
    const map = module.transformResult?.map
    if (map && 'sourcesContent' in map && map.sourcesContent?.[0]) return map.sourcesContent[0]
  }
  return undefined
}

/** Vite opens any file for whoever reaches it; here only for pages of its own, on this machine. */
const refuseStrangers: Connect.NextHandleFunction = (request, response, next) => {
  const { origin, host, 'sec-fetch-site': site } = request.headers
  const isOwn = site === undefined || site === 'same-origin' || site === 'none'
  const isSame = origin === undefined || origin.endsWith(`//${host}`)
  const isLocal = /^(::ffff:)?127\.|^::1$/.test(request.socket.remoteAddress ?? '')
  if (isOwn && isSame && isLocal) return next()
  response.writeHead(403, { 'Content-Type': 'text/plain' })
  response.end('Files are opened only from pages of this server, on its own machine.\n')
}
