import type { IncomingMessage, ServerResponse } from 'node:http'
import { stripVTControlCharacters } from 'node:util'
import type { Connect, Plugin, ViteDevServer } from 'vite'
import { problemsOf } from '../../app/problems.ts'
import { explainCompileError } from '../../compile-errors/compile-errors.ts'
import { failurePage } from '../../failures/failure-page.ts'
import { describeProblems } from '../../failures/problem-failure.ts'
import { describeProblem } from '../../terminal/report.ts'
import { UserError } from '../../user-error.ts'
import type { AppContext } from '../app-context.ts'
import { acceptsHtml, sendJson, sendPage } from './send.ts'

/** Answers for an app that cannot run at the moment: a page for browsers, JSON for everyone else. */
export function devErrorsPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:dev-errors',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (app.problem === undefined || isOfPage(request.url)) return next()
        const message = stripVTControlCharacters(describeProblem(app.problem))
        const json = { code: 'APP_PROBLEM', message }
        sendProblem(server, { app, request, response, problems: listProblems(app.problem), json })
      })
      // After the others, so that it sees their errors before Vite's own handler does.
      return () => {
        server.middlewares.use(((error, request, response, next) => {
          const problems = explainCompileError(error, app.root)
          const [first] = problems
          if (!first) return next(error)
          const message = [first.message, first.hint].filter(Boolean).join('\n')
          const json = { code: 'COMPILE_ERROR', message, file: first.file, frame: error.frame }
          sendProblem(server, { app, request, response, problems, json })
        }) satisfies Connect.ErrorHandleFunction)
      }
    },
  }
}

interface SentProblem {
  app: AppContext
  request: IncomingMessage
  response: ServerResponse
  problems: readonly Error[]
  json: { code: string; message: string; file?: string | undefined; frame?: string | undefined }
}

function sendProblem(
  server: ViteDevServer,
  { app, request, response, problems, json }: SentProblem,
): void {
  if (!acceptsHtml(request)) {
    sendJson(response, { status: 500, body: { error: json } })
    return
  }
  const { method = 'GET', url = '/' } = request
  const { code } = json
  const failure = describeProblems(problems, { code, root: app.root, request: { method, url } })
  sendPage(server, response, { status: 500, render: (options) => failurePage(failure, options) })
}

function listProblems(error: unknown): readonly Error[] {
  if (error instanceof UserError) return problemsOf(error)
  return [error instanceof Error ? error : new Error(String(error))]
}

/** What the page itself asks the server for. */
function isOfPage(url = ''): boolean {
  return /^\/(@vite\/|node_modules\/vite\/|__open-in-editor\?)/.test(url)
}
