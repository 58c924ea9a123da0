import type { ServerResponse } from 'node:http'
import { resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Connect, Plugin } from 'vite'
import { describeProblems } from '../failures/problem-failure.ts'
import { describeProblem } from '../report.ts'
import type { AppContext } from './app-context.ts'
import { explainCompileError } from './compile-errors.ts'
import { sendPage } from './send-page.ts'

/**
 * Answers for an app that cannot run at the moment. Browsers get a page, and Vite's for what does
 * not compile; everyone else gets JSON.
 */
export function devErrorsPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:dev-errors',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (app.problem === undefined || isOfPage(request.url)) return next()
        if (request.headers.accept?.includes('text/html')) {
          const { method = 'GET', url = '/' } = request
          const options = { root: app.root, request: { method, url } }
          sendPage(server, response, describeProblems(app.problem, options))
        } else sendProblem(response, stripVTControlCharacters(describeProblem(app.problem)))
      })
      // After the others, so that it sees their errors before Vite's own handler does.
      return () => {
        server.middlewares.use(explainErrors(app))
        server.middlewares.use(sendCompileError)
      }
    },
  }
}

function sendProblem(response: ServerResponse, message: string): void {
  response.statusCode = 500
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify({ error: { code: 'APP_PROBLEM', message } }))
}

/** What the page itself asks the server for. */
function isOfPage(url = ''): boolean {
  return /^\/(@vite\/|node_modules\/vite\/|__open-in-editor\?)/.test(url)
}

/** Whether it says by itself in which file it is; any other was thrown while code ran. */
export function isCompileError({ loc, id, frame }: CompileError): boolean {
  return Boolean(loc || id || frame)
}

/** Hands on what is wrong in the app's file instead of what a tool says of it. */
function explainErrors(app: AppContext): Connect.ErrorHandleFunction {
  return (error: CompileError, request, _response, next) => {
    const [problem] = explainCompileError(error, app.root)
    if (!problem) return next(error)
    const { file = '', hint } = problem
    const [, name = file, line, column] = /^(.*?)(?::(\d+):(\d+))?$/.exec(file) ?? []
    const explained: CompileError = new Error([problem.message, hint].filter(Boolean).join('\n'))
    explained.stack = ''
    explained.id = resolve(app.root, name)
    // Vite's page opens it in an editor.
    const shown = request.headers.accept?.includes('text/html') ? explained.id : name
    if (line) explained.loc = { file: shown, line: Number(line), column: Number(column) }
    if (error.frame) explained.frame = error.frame
    next(explained)
  }
}

/** What Vite and Rolldown add to an error in a source file. */
interface CompileError extends Error {
  id?: string
  loc?: { file?: string; line: number; column: number }
  frame?: string
}

const sendCompileError: Connect.ErrorHandleFunction = (
  error: CompileError,
  request,
  response,
  next,
) => {
  const isBrowser = request.headers.accept?.includes('text/html')
  if (isBrowser || !isCompileError(error)) return next(error)
  const { message, loc, frame, id } = error
  const file = loc ? `${loc.file ?? id}:${loc.line}:${loc.column}` : id
  response.statusCode = 500
  response.setHeader('Content-Type', 'application/json')
  const body = { code: 'COMPILE_ERROR', message: stripVTControlCharacters(message), file, frame }
  response.end(JSON.stringify({ error: body }))
}
