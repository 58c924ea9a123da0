import { json } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

const cookie = /(?:^|;\s*)session=([0-9a-f-]{36})(?:;|$)/

/** The session named by the request's cookie. */
function sessionOf(request: Request) {
  const id = cookie.exec(request.headers.get('Cookie') ?? '')?.[1]
  return id === undefined ? undefined : durableObjects.Session.getByName(id)
}

export async function GET(request: Request) {
  const session = await sessionOf(request)?.read()
  return session ? json(session) : json({ error: 'Nobody is signed in' }, { status: 401 })
}

/** Signs in: `{ "userId": "ann", "lifetime": 3600000 }`. A real app would ask for a password here. */
export async function POST(request: Request) {
  const { userId, lifetime } = (await request.json()) as { userId: string; lifetime?: number }
  // Always a new id: an id planted by somebody else must not become a signed-in session.
  const id = crypto.randomUUID()
  const session = await durableObjects.Session.getByName(id).signIn(userId, lifetime)
  const headers = { 'Set-Cookie': `session=${id}; Path=/; HttpOnly; Secure; SameSite=Lax` }
  return json(session, { status: 201, headers })
}

/** Remembers one value: `{ "key": "theme", "value": "dark" }`. */
export async function PATCH(request: Request) {
  const session = sessionOf(request)
  if (!(await session?.read())) return json({ error: 'Nobody is signed in' }, { status: 401 })
  const { key, value } = (await request.json()) as { key: string; value: unknown }
  return json(await session?.remember(key, value))
}

export async function DELETE(request: Request) {
  await sessionOf(request)?.signOut()
  const headers = { 'Set-Cookie': 'session=; Path=/; Max-Age=0' }
  return new Response(null, { status: 204, headers })
}
