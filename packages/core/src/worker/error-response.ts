import { errorPage } from './error-page.ts'

export interface ErrorContext {
  request: Request
  /** The route's file. */
  file: string
  dev: boolean
}

/** The JSON that API clients get for whatever is not an answer of the app itself. */
export function apiError(
  status: number,
  code: string,
  message: string,
  headers?: HeadersInit,
): Response {
  return Response.json({ error: { code, message } }, { status, headers })
}

/** Answers for a handler that threw: everything in dev, nothing internal in production. */
export function errorResponse(error: unknown, context: ErrorContext): Response {
  const { request, file, dev } = context
  const { pathname } = new URL(request.url)
  console.error(`${request.method} ${pathname} failed in ${file}:`, error)
  if (!dev) return apiError(500, 'INTERNAL_ERROR', 'Internal Server Error')

  const { code, message, stack } = describeError(error)
  if (request.headers.get('Accept')?.includes('text/html')) {
    const body = errorPage({ title: message, code, file, stack })
    const headers = { 'Content-Type': 'text/html; charset=utf-8' }
    return new Response(body, { status: 500, headers })
  }
  return Response.json({ error: { code, message, file, stack } }, { status: 500 })
}

function describeError(error: unknown): { code: string; message: string; stack: string } {
  if (!(error instanceof Error)) {
    return { code: 'INTERNAL_ERROR', message: `Thrown: ${String(error)}`, stack: '' }
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'INTERNAL_ERROR'
  // What happened inside an object says more than where it was called.
  const remote = 'remoteStack' in error ? `${error.remoteStack}\n\nCalled from:\n` : ''
  return { code, message: error.message, stack: `${remote}${error.stack ?? ''}` }
}
