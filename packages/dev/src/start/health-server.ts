import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UserError } from '../user-error.ts'
import { type ControlSocket, isHealthy } from './control-socket.ts'
import { explainListenError, joinAddress, type ListenOptions } from './listen-address.ts'

/** What `/healthz` says: 200 for `ok`, 503 for the others. */
export type Health = 'starting' | 'ok' | 'stuck' | 'stopping'

export interface HealthServer {
  /** `http://127.0.0.1:9090/healthz` */
  url: string
  set(state: 'ok' | 'stopping'): void
  close(): void
}

/** How long the app may take to answer, in milliseconds. */
const patience = 2_000

/**
 * Answers `/healthz` on a port of its own, from the beginning to the end of `start`. Whether the app's code runs
 * is asked at each request.
 *
 * @throws UserError where it cannot listen there.
 */
export async function serveHealth(
  address: ListenOptions,
  control: ControlSocket | undefined,
): Promise<HealthServer> {
  let state: Health = 'starting'
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname !== '/healthz') {
      response.writeHead(404).end()
      return
    }
    const isStuck = state === 'ok' && control && !(await isHealthy(control, patience))
    const status: Health = isStuck ? 'stuck' : state
    response.writeHead(status === 'ok' ? 200 : 503, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
    })
    response.end(JSON.stringify({ status }))
  })
  const port = await listen(server, address)
  return {
    url: `http://${joinAddress(address.host, port)}/healthz`,
    set(next) {
      state = next
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function listen(server: Server, address: ListenOptions): Promise<number> {
  try {
    server.listen({ ...address, exclusive: true })
    await once(server, 'listening')
    // A server that listens on a port always has an address of this type.
    return (server.address() as AddressInfo).port
  } catch (cause) {
    const explained = explainListenError((cause as NodeJS.ErrnoException).code ?? '', address)
    if (!explained) throw cause
    const hint = 'Choose another with --health, as in --health 127.0.0.1:9090.'
    throw new UserError(explained.message, { hint, cause })
  }
}
