import { json, type RouteContext, refuseOtherOrigins } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

/** Who is in the room and the scores, or a socket to join with: `?name=ann`. */
export async function GET(request: Request, { params }: RouteContext<{ room: string }>) {
  const room = durableObjects.GameRoom.getByName(params.room)
  if (request.headers.get('Upgrade') === 'websocket') {
    return refuseOtherOrigins(request) ?? room.fetch(request)
  }
  const [players, scores] = await Promise.all([room.getPlayers(), room.getScores()])
  return json({ players, scores })
}
