import { connect, isIPv6 } from 'node:net'

/**
 * Settles when an HTTP server answers there; false when nobody does, or when it is given up. The
 * request is one that no server hands on (its method does not exist), so no code of the app runs.
 */
export function answersHttp(
  address: { host: string; port: number },
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: reachable(address.host), port: address.port, signal })
    socket.setEncoding('latin1')
    socket.on('connect', () =>
      socket.write('CLOUDWERK-PROBE / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    )
    socket.on('data', (text) => {
      resolve(String(text).startsWith('HTTP/'))
      socket.destroy()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve(false))
  })
}

/** "All addresses" is nothing that one can connect to everywhere. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return isIPv6(host) && host === '::' ? '::1' : host
}
