import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { UserError } from '../user-error.ts'

export interface ListenOptions {
  host: string
  port: number
}

/**
 * The address for workerd, such as `127.0.0.1:8787`, with the host name resolved. Node first tries to
 * listen on it, since its errors are clearer than those of workerd.
 */
export async function resolveListenAddress(options: ListenOptions): Promise<string> {
  const server = createServer()
  try {
    server.listen({ ...options, exclusive: true })
    await once(server, 'listening')
    // A server that listens on a port always has an address of this type.
    const { address } = server.address() as AddressInfo
    return joinAddress(address, options.port)
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException
    throw explainListenError(code, options) ?? cause
  } finally {
    if (server.listening) await new Promise((closed) => server.close(closed))
  }
}

/** A URL that a browser on this machine can open. */
export function browsableUrl({ host, port }: ListenOptions): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${joinAddress(name, port)}`
}

export function explainListenError(code: string, options: ListenOptions): UserError | undefined {
  const { host, port } = options
  if (code === 'EADDRINUSE') {
    return new UserError(`Port ${port} on ${host} is in use by another program.`, {
      hint: 'Choose another with --port, or --port 0 for any free one.',
    })
  }
  if (code === 'EACCES') {
    return new UserError(`Permission denied to listen on port ${port} of ${host}.`, {
      hint: 'Choose a port above 1023 with --port.',
    })
  }
  if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(code)) {
    return new UserError(`${host} is not an address of this machine.`, {
      hint: 'Choose one with --host: 127.0.0.1 to accept only connections from this machine, 0.0.0.0 to accept all.',
    })
  }
  return undefined
}

/** The code of the system error in workerd's output. */
export function listenErrorCode(output: string): string | undefined {
  if (output.includes('Address already in use')) return 'EADDRINUSE'
  if (output.includes('bind(): Permission denied')) return 'EACCES'
  if (output.includes('Cannot assign requested address')) return 'EADDRNOTAVAIL'
  if (output.includes('DNS lookup failed')) return 'ENOTFOUND'
  return undefined
}

/** `[::1]:8787` */
export function joinAddress(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
