import { json, type RouteHandler } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import type { Claim, KeptResponse } from './objects/idempotency-key'

/**
 * Makes a route's handler safe to call again: `export const POST = idempotent(handler)`. Requests
 * with the same `Idempotency-Key` run it once and get the same response; a server error
 * (5xx or a throw) is not stored and may be tried again.
 */
export function idempotent(handler: RouteHandler): RouteHandler {
  return async (request, context) => {
    const key = request.headers.get('Idempotency-Key')
    if (!key) return json({ error: 'Send an Idempotency-Key, such as a UUID' }, { status: 400 })

    const { pathname } = new URL(request.url)
    const stub = durableObjects.IdempotencyKey.getByName(`${pathname} ${key}`)
    const claim: Claim = await stub.claim(await fingerprintOf(request.clone()))
    if (claim.kind !== 'first') return answer(claim)
    try {
      const response = await handler(request, context)
      if (response.status >= 500) await stub.release()
      else await stub.finish(await keep(response.clone()))
      return response
    } catch (error) {
      await stub.release()
      throw error
    }
  }
}

function answer(claim: Exclude<Claim, { kind: 'first' }>): Response {
  switch (claim.kind) {
    case 'done': {
      const { status, headers, body } = claim.response
      return new Response(body, { status, headers: [...headers, ['Idempotency-Replayed', 'true']] })
    }
    case 'running':
      return json({ error: 'The first request is still running' }, { status: 409 })
    case 'mismatch':
      return json({ error: 'This key was used for another request' }, { status: 422 })
  }
}

async function keep(response: Response): Promise<KeptResponse> {
  return {
    status: response.status,
    headers: [...response.headers],
    body: await response.text(),
  }
}

async function fingerprintOf(request: Request): Promise<string> {
  const { search } = new URL(request.url)
  const text = `${request.method} ${search}\n${await request.text()}`
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
