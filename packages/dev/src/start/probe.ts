import { connect, isIPv6 } from 'node:net'

/**
 * Whether an HTTP server answers at the address; false also when `signal` aborts. The request's method
 * does not exist, so that no server passes it on and none of the app's code runs.
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

/** Not every system can connect to the address that stands for all of them. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return isIPv6(host) && host === '::' ? '::1' : host
}
