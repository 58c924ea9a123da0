import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

type Context = RouteContext<{ game: string; player: string }>

/** The player's standing, and the players around it. */
export async function GET(_request: Request, { params }: Context) {
  const board = durableObjects.Leaderboard.getByName(params.game)
  const standing = await board.getStanding(params.player)
  if (!standing) return json({ error: 'This player has no score yet' }, { status: 404 })
  return json({ standing, neighbours: await board.getNeighbours(params.player) })
}

/** Submits `{ "score": 1200 }`; a score lower than the current one changes nothing. */
export async function POST(request: Request, { params }: Context) {
  const { score } = (await request.json()) as { score: number }
  if (!Number.isSafeInteger(score)) {
    return json({ error: 'A score is a whole number' }, { status: 422 })
  }
  return json(await durableObjects.Leaderboard.getByName(params.game).submit(params.player, score))
}
