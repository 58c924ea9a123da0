import type { IncomingMessage, ServerResponse } from 'node:http'
import { stripVTControlCharacters } from 'node:util'
import type { Connect, Plugin } from 'vite'
import { describeProblem } from '../report.ts'
import type { AppContext } from './app-context.ts'

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

/** Whether it says by itself in which file it is; any other was thrown while code ran. */
export function isCompileError({ loc, id, frame }: CompileError): boolean {
  return Boolean(loc || id || frame)
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
