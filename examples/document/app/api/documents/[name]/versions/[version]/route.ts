import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

type Context = RouteContext<{ name: string; version: string }>

const notFound = () => json({ error: 'There is no such version' }, { status: 404 })

export async function GET(_request: Request, { params }: Context) {
  const document = durableObjects.Document.getByName(params.name)
  const content = await document.getVersion(Number(params.version))
  return content === null ? notFound() : json({ content })
}

/** Restores this version: `{ "author": "ann" }`. */
export async function POST(request: Request, { params }: Context) {
  const { author } = (await request.json()) as { author: string }
  const document = durableObjects.Document.getByName(params.name)
  const exists = await document.restore(author, Number(params.version))
  return exists ? json(await document.getContent()) : notFound()
}
