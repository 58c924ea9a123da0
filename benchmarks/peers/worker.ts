import type { Environment } from '../contenders/contender.ts'
import { evictable } from '../contenders/evictable.ts'
import { driveBindings } from '../worker/drive-bindings.ts'
import { ActorsBoard } from './actors.ts'
import { AgentsBoard } from './agents.ts'
import { PartyBoard } from './partyserver.ts'

export const Agents = evictable(AgentsBoard)
export const PartyServer = evictable(PartyBoard)
export const Actors = evictable(ActorsBoard)

/** A worker with the classes of other libraries, called through the platform's own stubs. */
export default {
  fetch: (request: Request, env: Environment): Promise<Response> => driveBindings(request, env),
}
