import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { stripVTControlCharacters } from 'node:util'
import type { Connect, ViteDevServer } from 'vite'
import { problemsOf } from '../../app/problems.ts'
import type { Failure } from '../../failures/failure.ts'
import { failureJson } from '../../failures/failure-json.ts'
import { failurePage } from '../../failures/failure-page.ts'
import type { PageOptions } from '../../failures/html.ts'
import { type Missing, missingJson, missingPage } from '../../failures/missing-page.ts'
import { toProblemFailure } from '../../failures/problem-failure.ts'
import { formatProblem } from '../../terminal/report.ts'
import { UserError } from '../../user-error.ts'

/** What a client gets in place of the app's response. */
export interface Answer {
  status: number
  /** HTML, for browsers. */
  page(options: PageOptions): string
  /** For all other clients. */
  json: object
}

export interface Exchange {
  request: Connect.IncomingMessage
  response: ServerResponse
}

/** Sends a page to browsers, which may run its own script and Vite's and no other; else JSON. */
export function sendAnswer(
  { config }: ViteDevServer,
  { request, response }: Exchange,
  { status, page, json }: Answer,
): void {
  if (status === 503) response.setHeader('Retry-After', '1')
  if (!request.headers.accept?.includes('text/html')) {
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(json))
    return
  }
  const nonce = randomBytes(16).toString('base64')
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'self' 'nonce-${nonce}'; connect-src 'self' ws: wss:; img-src data:; base-uri 'none'`,
  })
  response.end(page({ nonce, base: config.base }))
}

interface Asked {
  /** The app's folder, absolute. */
  root: string
  request: { method: string; url: string }
}

/** The scan of the app failed. */
export function problemAnswer(error: unknown, asked: Asked): Answer {
  const code = 'APP_PROBLEM'
  const message = stripVTControlCharacters(formatProblem(error))
  return fileAnswer(listProblems(error), { ...asked, json: { code, message } })
}

/** Files of the app cannot be compiled. */
export function compileErrorAnswer(
  problems: readonly [UserError, ...UserError[]],
  { frame, ...asked }: Asked & { frame: string | undefined },
): Answer {
  const [{ message, hint, file }] = problems
  const text = [message, hint].filter(Boolean).join('\n')
  return fileAnswer(problems, {
    ...asked,
    json: { code: 'COMPILE_ERROR', message: text, file, frame },
  })
}

function fileAnswer(
  problems: readonly Error[],
  { json, ...asked }: Asked & { json: { code: string } & Record<string, unknown> },
): Answer {
  const failure = toProblemFailure(problems, { code: json.code, ...asked })
  return { ...failureAnswer(failure, 500), json: { error: json } }
}

function listProblems(error: unknown): readonly Error[] {
  if (error instanceof UserError) return problemsOf(error)
  return [error instanceof Error ? error : new Error(String(error))]
}

/** A route threw. */
export function failureAnswer(failure: Failure, status: number): Answer {
  return {
    status,
    page: (options) => failurePage(failure, options),
    json: failureJson(failure),
  }
}

/** No route matches. */
export function missingAnswer(missing: Missing): Answer {
  return {
    status: 404,
    page: (options) => missingPage(missing, options),
    json: missingJson(missing),
  }
}
