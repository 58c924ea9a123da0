import { hasSockets } from '../features/assert-features.ts'
import { HandlerThis } from '../handler/handler-this.ts'
import type { Call } from '../turns/run-options.ts'
import { runRequest } from './fetch.ts'
import type { Runs } from './handler-runner.ts'

/** Accepts a WebSocket for a definition without `fetch`. */
export function answerUpgrade(object: Runs, request: Request): Promise<Response> | undefined {
  const { definition, name } = object.blueprint
  if (!hasSockets(definition)) return undefined
  if (request.headers.get('Upgrade')?.toLowerCase() !== 'websocket') {
    return Promise.resolve(upgradeRequired(name, request))
  }
  // A method or helper may have the name.
  const { handleWebSocket } = HandlerThis.prototype
  const call: Call = (self) => Reflect.apply(handleWebSocket, self, [request])
  return runRequest(object, { request, call })
}

function upgradeRequired(className: string, request: Request): Response {
  const message = `${className} answers only requests for a WebSocket, and cannot answer ${request.method} ${new URL(request.url).pathname}. Add fetch(request) to its definition or call a method.`
  return Response.json(
    { error: { code: 'UPGRADE_REQUIRED', message } },
    { status: 426, headers: { Upgrade: 'websocket' } },
  )
}
