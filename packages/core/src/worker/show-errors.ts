import { wantsSocket } from '../wants-socket.ts'
import { answerMissing, apiError } from './api-error.ts'
import type { MissingRouteHandler, RouteErrorHandler } from './create-worker.ts'
import { refusalOf } from './refused.ts'
import { tell } from './tell-refused.ts'
import { isUnavailable, retryHeaders } from './unavailable.ts'

/**
 * One error of a chain of causes, as it is sent to the dev server.
 *
 * @internal
 */
export interface ShownError {
  /** The error's name, or `Thrown` for a value that is not an error. */
  name: string
  /** The error's message, or the value itself as text. */
  message: string
  /** The stack, with source positions; empty without one. */
  stack: string
}

/**
 * The error of a route, as it is sent to the dev server.
 *
 * @internal
 */
export interface ShownFailure extends ShownError {
  /** The error's own code, or `INTERNAL_ERROR`. */
  code: string
  /** The route's file; undefined where the error came before any route. */
  file: string | undefined
  /** The stack inside the object. */
  remoteStack?: string | undefined
  /** The object's class and method: `Counter.increment`. */
  method?: string | undefined
  /** The object's id. */
  id?: string | undefined
  /** Other fields of the error, as JSON. */
  fields: Record<string, string>
  /** Its causes, outermost first, and the errors of an AggregateError. */
  causes: ShownError[]
}

/**
 * For dev and tests: answers for a handler that threw with everything known about the error, as JSON.
 * `header`, which only the dev server knows, makes it log the error and show a page.
 *
 * @internal
 */
export function showErrors(header?: string): RouteErrorHandler {
  return (error, { request, file }) => {
    const refusal = refusalOf(error)
    // What the user may see is no failure.
    if (refusal?.isLogged === false) {
      const answer = apiError(refusal)
      if (wantsSocket(request)) tell(request, answer)
      return answer
    }
    const isShown = header !== undefined && request.method !== 'HEAD' && !wantsSocket(request)
    if (!isShown) console.error(`${request.method} ${request.url} failed in ${file}:`, error)
    const headers = { ...(isShown && { [header]: '1' }) }
    const answer = { error: describeFailure(error, file) }
    // As in production, so that clients can be tested against it.
    const status = refusal?.status ?? 500
    if (!isUnavailable(error)) return Response.json(answer, { status, headers })
    return Response.json(answer, { status: 503, headers: { ...headers, ...retryHeaders } })
  }
}

/**
 * For dev: `header` makes the dev server list the routes.
 *
 * @internal
 */
export function showMissing(header: string): MissingRouteHandler {
  return (request) => {
    const answer = answerMissing(
      request,
      request.method === 'HEAD' ? undefined : { [header]: 'missing' },
    )
    if (wantsSocket(request)) tell(request, answer)
    return answer
  }
}

function describeFailure(error: unknown, file: string): ShownFailure {
  const fields = typeof error === 'object' && error !== null ? error : {}
  const text = (key: string): string | undefined => {
    const value = (fields as Record<string, unknown>)[key]
    return typeof value === 'string' ? value : undefined
  }
  const objectName = text('objectName')
  const methodName = text('methodName')
  return {
    code: text('code') ?? 'INTERNAL_ERROR',
    file,
    ...describe(error),
    remoteStack: text('remoteStack'),
    method: objectName && methodName ? `${objectName}.${methodName}` : objectName,
    id: text('objectId'),
    fields: otherFields(error),
    causes: causesOf(error),
  }
}

function describe(error: unknown): ShownError {
  if (!(error instanceof Error)) {
    return { name: 'Thrown', message: `Thrown: ${print(error)}`, stack: '' }
  }
  const { name, message, stack = '' } = error
  return { name: String(name), message: String(message), stack: String(stack) }
}

const shownElsewhere = new Set([
  ...['name', 'message', 'stack', 'code', 'cause', 'errors', 'remote', 'remoteStack'],
  ...['objectName', 'objectId', 'durableObjectId', 'methodName'],
])

function otherFields(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return {}
  const entries = Object.entries(error).filter(
    ([key, value]) => !shownElsewhere.has(key) && value !== undefined,
  )
  return Object.fromEntries(
    entries.slice(0, 20).map(([key, value]) => [key, print(value).slice(0, 1_000)]),
  )
}

/** All causes, and the errors of an AggregateError. */
function causesOf(error: unknown): ShownError[] {
  const found: unknown[] = []
  const add = (from: unknown): void => {
    if (!(from instanceof Error) || found.length >= 10) return
    const inner = 'errors' in from && Array.isArray(from.errors) ? from.errors : []
    for (const cause of from.cause === undefined ? inner : [from.cause, ...inner]) {
      if (found.includes(cause)) continue
      found.push(cause)
      add(cause)
    }
  }
  add(error)
  return found.map(describe)
}

function print(value: unknown): string {
  try {
    return typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value)
  } catch {
    return Object.prototype.toString.call(value)
  }
}
