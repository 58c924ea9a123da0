import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

type Context = RouteContext<{ user: string }>

export async function GET(_request: Request, { params }: Context) {
  return json(await durableObjects.UserPreferences.getByName(params.user).getAllPreferences())
}

/** Sets several: `{ "theme": "dark", "font": { "size": 14 } }`. */
export async function PATCH(request: Request, { params }: Context) {
  const preferences = durableObjects.UserPreferences.getByName(params.user)
  await preferences.setPreferences(await request.json())
  return json(await preferences.getAllPreferences())
}

export async function DELETE(_request: Request, { params }: Context) {
  const deleted = await durableObjects.UserPreferences.getByName(params.user).clearPreferences()
  return json({ deleted })
}
