import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

/** Who is in the room and the scores, or a socket to join with: `?name=ann`. */
export async function GET(request: Request, { params }: RouteContext<{ room: string }>) {
  const room = durableObjects.GameRoom.getByName(params.room)
  // The room itself says who may join.
  if (request.headers.get('Upgrade') === 'websocket') return room.fetch(request)
  const [players, scores] = await Promise.all([room.getPlayers(), room.getScores()])
  return json({ players, scores })
}
