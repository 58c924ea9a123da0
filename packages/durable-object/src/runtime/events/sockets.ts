import { socketBacklog } from '../../limits.ts'
import { isOfEnded } from './ended-sockets.ts'
import type { Runs } from './handler-runner.ts'
import { report } from './report.ts'
import { answerClose, type SocketEvent } from './socket-event.ts'

/** How many messages of a socket wait for their turn. */
const backlogs = new WeakMap<WebSocket, number>()

/** The platform swallows what these handlers throw, so it is logged here. The socket stays open. */
export async function runSocketEvent(object: Runs, happened: SocketEvent): Promise<void> {
  const { event, socket, args } = happened
  if (event === 'webSocketClose') answerClose(socket, args)
  if (isOfEnded(socket, args)) return
  if (event === 'webSocketMessage' && !acceptMessage(object, socket)) return
  const handler = object.blueprint.definition[event] as
    | ((...args: unknown[]) => unknown)
    | undefined
  try {
    if (!handler) return reportUnhandled(object, event, args)
    const { messages } = object.blueprint
    const reading = messages ? messages.read(object, happened) : args
    // Without a pause where none is needed, so that events get their turns in the order in which they come.
    const given = reading instanceof Promise ? await reading : reading
    if (!given) return
    const call = (self: object) => Reflect.apply(handler, self, [socket, ...given])
    await object.run(event, call, { waitsForever: true })
  } catch (error) {
    const { messages } = object.blueprint
    if (event === 'webSocketMessage' && messages?.tell(socket, error)) return
    report(object, event, { error })
  } finally {
    if (event === 'webSocketMessage') backlogs.set(socket, (backlogs.get(socket) ?? 1) - 1)
  }
}

function reportUnhandled({ blueprint, identity }: Runs, event: string, [error]: unknown[]): void {
  if (event === 'webSocketError') console.error(`A socket of ${identity.describe()} failed:`, error)
  if (event === 'webSocketMessage' && blueprint.dev) {
    console.warn(
      `A socket of ${identity.describe()} got a message, and ${blueprint.name} has no webSocketMessage.`,
    )
  }
}

function acceptMessage({ blueprint }: Runs, socket: WebSocket): boolean {
  blueprint.silentSockets?.heard(socket)
  const waiting = backlogs.get(socket) ?? 0
  if (waiting < socketBacklog) {
    backlogs.set(socket, waiting + 1)
    return true
  }
  // For good: a later message would arrive without the ones before it.
  backlogs.set(socket, Number.POSITIVE_INFINITY)
  try {
    socket.close(1008, `More than ${socketBacklog} messages wait for their turn`)
  } catch {
    // Closed already.
  }
  return false
}
