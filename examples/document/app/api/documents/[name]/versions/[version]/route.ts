import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

type Context = RouteContext<{ name: string; version: string }>

export async function GET(_request: Request, { params }: Context) {
  const content = await durableObjects.Document.getByName(params.name).getVersion(
    Number(params.version),
  )
  if (content === null) return json({ error: 'There is no such version' }, { status: 404 })
  return json({ content })
}
