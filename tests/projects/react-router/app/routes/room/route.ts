import { durableObjects } from '@cloudwerk/core/bindings'
import type { Route } from './+types/route'

export function loader({ request, params }: Route.LoaderArgs) {
  return durableObjects.Room.getByName(params.name).fetch(request)
}
