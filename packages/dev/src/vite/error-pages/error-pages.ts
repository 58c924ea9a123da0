import type { ShownError, ShownFailure } from '@cloudwerk/core/worker'
import type { Connect, DevEnvironment, Plugin, ViteDevServer } from 'vite'
import { explainCompileError } from '../../compile-errors/compile-errors.ts'
import { toFailure } from '../../failures/failure.ts'
import { failureText } from '../../failures/failure-text.ts'
import { savedEvent } from '../../failures/html.ts'
import type { AppContext } from '../app-context.ts'
import {
  type Answer,
  compileErrorAnswer,
  failureAnswer,
  missingAnswer,
  problemAnswer,
  sendAnswer,
} from './answers.ts'
import { checkHostAndOrigin } from './check-host-and-origin.ts'
import { type HeldResponse, holdResponse } from './hold-response.ts'

/**
 * Answers a request where the app does not: its files have a problem, a route threw, or no route
 * matches. An error that a route threw is also logged.
 */
export function errorPagesPlugin(app: AppContext): Plugin[] {
  return [answersPlugin(app), lastErrorsPlugin(app)]
}

function answersPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:error-pages',
    apply: 'serve',
    configureServer(server) {
      const { middlewares } = server
      middlewares.use((request, response, next) => {
        if (app.problem === undefined || isForPage(request.url)) return next()
        const answer = problemAnswer(app.problem, { root: app.root, request: askedIn(request) })
        sendAnswer(server, { request, response }, answer)
      })
      middlewares.use('/__open-in-editor', checkHostAndOrigin)
      middlewares.use((request, response, next) => {
        holdResponse(response, app.failureHeader, (held) => {
          sendAnswer(server, { request, response }, answerHeld(held, { server, app, request }))
        })
        next()
      })
    },
    hotUpdate({ server, modules }) {
      if (this.environment.name !== app.environment || modules.length === 0) return
      server.environments.client.hot.send(savedEvent)
    },
  }
}

function lastErrorsPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:last-errors',
    apply: 'serve',
    configureServer: {
      order: 'post',
      // After all others, so that it sees their errors before Vite's own handler does.
      handler: (server) => () => {
        server.middlewares.use(((error, request, response, _next) => {
          sendAnswer(server, { request, response }, answerError(error, { server, app, request }))
        }) satisfies Connect.ErrorHandleFunction)
      },
    },
  }
}

/** What the page itself asks the server for. */
function isForPage(url = ''): boolean {
  return /^\/(@vite\/|node_modules\/vite\/|__open-in-editor\?)/.test(url)
}

interface Asked {
  server: ViteDevServer
  app: AppContext
  request: Connect.IncomingMessage
}

/** The Worker says what happened, under a header whose name nobody else knows. */
function answerHeld({ status, body, value }: HeldResponse, asked: Asked): Answer {
  if (value === 'missing') {
    const [path = '/'] = askedIn(asked.request).url.split('?')
    return missingAnswer({ path, manifest: asked.app.manifest })
  }
  const { error } = JSON.parse(body) as { error: ShownFailure }
  return answerThrown(error, { ...asked, status })
}

/** A middleware failed: Vite, which compiles the app's files, or what runs the Worker. */
function answerError(error: Error & { frame?: string }, asked: Asked): Answer {
  const { app, request } = asked
  const [first, ...others] = explainCompileError(error, app.root)
  if (!first) return answerThrown(shownError(error), { ...asked, status: 500 })
  const { frame } = error
  return compileErrorAnswer([first, ...others], {
    root: app.root,
    request: askedIn(request),
    frame,
  })
}

function shownError(error: Error): ShownFailure {
  const { cause } = error
  const causes = cause instanceof Error ? [named(cause)] : []
  return { code: 'INTERNAL_ERROR', file: undefined, ...named(error), fields: {}, causes }
}

function named({ name, message, stack = '' }: Error): ShownError {
  return { name, message, stack }
}

function answerThrown(
  shown: ShownFailure,
  { server, app, request, status }: Asked & { status: number },
): Answer {
  const environment = server.environments[app.environment]
  const failure = toFailure(shown, {
    root: app.root,
    request: askedIn(request),
    sourceOf: (file) => environment && loadedSource(environment, file),
  })
  server.config.logger.error(failureText(failure), { timestamp: true })
  return failureAnswer(failure, status)
}

function askedIn({ method = 'GET', originalUrl, url = '/' }: Connect.IncomingMessage): {
  method: string
  url: string
} {
  return { method, url: originalUrl ?? url }
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
