import { json } from '@cloudwerk/core'

/** What keeps a request from becoming a socket: pages of other sites must not act for their visitors. */
export function refuseSocket(request: Request): Response | undefined {
  const origin = request.headers.get('Origin')
  if (origin === null || URL.parse(origin)?.host === new URL(request.url).host) return undefined
  return json({ error: 'This socket is for pages of this site' }, { status: 403 })
}
