import { wantsSocket } from '../wants-socket.ts'
import type { RouteCaller } from './create-worker.ts'

/**
 * For dev, whose server drops a connection that is refused: neither the client nor anyone else would see the answer.
 *
 * @internal
 */
export function tellRefused(call: RouteCaller): RouteCaller {
  return async (route, request, context) => {
    const response = await call(route, request, context)
    if (wantsSocket(request) && !response.webSocket) tell(request, response)
    return response
  }
}

/** Says what became of a request for a WebSocket. */
export function tell({ method, url }: Request, { status }: Response): void {
  const { pathname } = new URL(url)
  console.warn(
    `${method} ${pathname} refused a WebSocket with ${status}. Its client only sees that the connection failed.`,
  )
}
