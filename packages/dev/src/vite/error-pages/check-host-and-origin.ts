import type { Connect } from 'vite'

/**
 * Lets only the pages of this server, on this machine, through: Vite opens any file in the editor for
 * whoever can send a request.
 */
export const checkHostAndOrigin: Connect.NextHandleFunction = (request, response, next) => {
  const { origin, host, 'sec-fetch-site': site } = request.headers
  const isOwn = site === undefined || site === 'same-origin' || site === 'none'
  const isSame = origin === undefined || origin.endsWith(`//${host}`)
  const isLocal = /^(::ffff:)?127\.|^::1$/.test(request.socket.remoteAddress ?? '')
  if (isOwn && isSame && isLocal) return next()
  response.writeHead(403, { 'Content-Type': 'text/plain' })
  response.end('Only pages of this server can open files, and only on the same machine.\n')
}
