import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { ViteDevServer } from 'vite'
import type { Failure } from '../failures/failure.ts'
import { failurePage } from '../failures/failure-page.ts'

/** Answers with a page that may run its own script and Vite's, and no other. */
export function sendPage(server: ViteDevServer, response: ServerResponse, failure: Failure): void {
  const nonce = randomBytes(16).toString('base64')
  response.writeHead(500, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'self' 'nonce-${nonce}'; connect-src 'self' ws: wss:; base-uri 'none'`,
  })
  response.end(failurePage(failure, { nonce, base: server.config.base }))
}
