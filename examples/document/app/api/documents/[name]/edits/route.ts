import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { DurableObjectRPCError } from '@cloudwerk/durable-object'
import type { Change } from '../../../../protocol'

type Context = RouteContext<{ name: string }>

/** Who wrote which version, the latest first: ten, or as many as `?limit=500` says. */
export async function GET(request: Request, { params }: Context) {
  const limit = Number(new URL(request.url).searchParams.get('limit')) || 10
  return json(await durableObjects.Document.getByName(params.name).getHistory(limit))
}

/** One edit: `{ "version": 3, "author": "ann", "edit": { "at": 0, "remove": 0, "insert": "Hi" } }`. */
export async function POST(request: Request, { params }: Context) {
  const { author, version, edit } = (await request.json()) as Change & { author: string }
  try {
    const document = durableObjects.Document.getByName(params.name)
    return json(await document.edit(author, { version, edit }), { status: 201 })
  } catch (error) {
    if (!(error instanceof DurableObjectRPCError)) throw error
    return json({ error: error.message }, { status: 422 })
  }
}
