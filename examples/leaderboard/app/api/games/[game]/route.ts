import { json, type RouteContext, refuseOtherOrigins } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

type Context = RouteContext<{ game: string }>

/** The ten best, or a socket that sends them each time they change. */
export async function GET(request: Request, { params }: Context) {
  const board = durableObjects.Leaderboard.getByName(params.game)
  if (request.headers.get('Upgrade') === 'websocket') {
    return refuseOtherOrigins(request) ?? board.fetch(request)
  }
  return json(await board.getTop())
}

/** Starts a new season. */
export async function DELETE(_request: Request, { params }: Context) {
  return json({ season: await durableObjects.Leaderboard.getByName(params.game).startSeason() })
}
