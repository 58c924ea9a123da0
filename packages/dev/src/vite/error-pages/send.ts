import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ViteDevServer } from 'vite'
import type { PageOptions } from '../../failures/html.ts'

interface SentPage {
  status: number
  render(options: PageOptions): string
}

/** Answers with a page that may run its own script and Vite's, and no other. */
export function sendPage(
  server: ViteDevServer,
  response: ServerResponse,
  { status, render }: SentPage,
): void {
  const nonce = randomBytes(16).toString('base64')
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'self' 'nonce-${nonce}'; connect-src 'self' ws: wss:; img-src data:; base-uri 'none'`,
  })
  response.end(render({ nonce, base: server.config.base }))
}

export function acceptsHtml({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes('text/html') ?? false
}

export function sendJson(
  response: ServerResponse,
  { status, body }: { status: number; body: object },
): void {
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify(body))
}
