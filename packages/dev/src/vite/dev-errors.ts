import type { IncomingMessage, ServerResponse } from 'node:http'
import { resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Connect, Plugin } from 'vite'
import { describeProblem } from '../report.ts'
import type { AppContext } from './app-context.ts'
import { explainCompileError } from './compile-errors.ts'

/**
 * Answers for an app that cannot run at the moment. Browsers get Vite's page for what does not
 * compile; everyone else gets JSON.
 */
export function devErrorsPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:dev-errors',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (app.problem === undefined) return next()
        sendProblem(request, response, stripVTControlCharacters(describeProblem(app.problem)))
      })
      // After the others, so that it sees their errors before Vite's own handler does.
      return () => {
        server.middlewares.use(explainErrors(app))
        server.middlewares.use(sendCompileError)
      }
    },
  }
}

function sendProblem(request: IncomingMessage, response: ServerResponse, message: string): void {
  const isBrowser = request.headers.accept?.includes('text/html')
  response.statusCode = 500
  response.setHeader('Content-Type', isBrowser ? 'text/plain; charset=utf-8' : 'application/json')
  response.end(isBrowser ? message : JSON.stringify({ error: { code: 'APP_PROBLEM', message } }))
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
  if (request.headers.accept?.includes('text/html')) return next(error)
  const { message, loc, frame, id } = error
  const file = loc ? `${loc.file ?? id}:${loc.line}:${loc.column}` : id
  response.statusCode = 500
  response.setHeader('Content-Type', 'application/json')
  const body = { code: 'COMPILE_ERROR', message: stripVTControlCharacters(message), file, frame }
  response.end(JSON.stringify({ error: body }))
}
