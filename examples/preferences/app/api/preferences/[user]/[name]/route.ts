import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

type Context = RouteContext<{ user: string; name: string }>

const preferencesOf = ({ params }: Context) => durableObjects.UserPreferences.getByName(params.user)
const notFound = () => json({ error: 'This preference is not set' }, { status: 404 })

export async function GET(_request: Request, context: Context) {
  const value = await preferencesOf(context).getPreference(context.params.name)
  return value === undefined ? notFound() : json(value)
}

export async function PUT(request: Request, context: Context) {
  await preferencesOf(context).setPreference(context.params.name, await request.json())
  return new Response(null, { status: 204 })
}

export async function DELETE(_request: Request, context: Context) {
  const existed = await preferencesOf(context).deletePreference(context.params.name)
  return existed ? new Response(null, { status: 204 }) : notFound()
}
