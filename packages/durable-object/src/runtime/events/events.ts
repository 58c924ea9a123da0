import type { HandlerRequest } from '../../definition/definition.ts'
import { ringByHand } from '../../definition/reserved-names.ts'
import { socketBacklog } from '../../limits.ts'
import { sendError } from '../calls/send-error.ts'
import { toAnswer } from '../handler/answer.ts'
import type { ObjectHost } from '../object-host.ts'
import { AlarmRing } from '../time/alarm-ring.ts'
import type { ChainLink } from '../turns/current-turn.ts'
import { readSmallBody } from './request-body.ts'

export const socketEvents = ['webSocketMessage', 'webSocketClose', 'webSocketError'] as const

export interface MethodCall {
  name: string
  method: (...args: unknown[]) => unknown
  args: unknown[]
  /** The handlers that wait for this call. */
  chain?: readonly ChainLink[]
}

export interface SocketEvent {
  event: (typeof socketEvents)[number]
  socket: WebSocket
  /** What the platform gives after the socket. */
  args: unknown[]
}

const waitingMessages = new WeakMap<WebSocket, number>()

export function runMethod(host: ObjectHost, call: MethodCall): Promise<unknown> {
  return host.run(call.name, (self) => Reflect.apply(call.method, self, call.args), {
    chain: call.chain,
    reads: host.blueprint.settings.reads.has(call.name),
    toAnswer,
    toCaller: toCaller(host, call.name),
  })
}

export function toCaller(host: ObjectHost, methodName: string): (error: unknown) => unknown {
  return (error) =>
    sendError(error, { objectName: host.blueprint.name, objectId: host.id, methodName })
}

export async function runFetch(host: ObjectHost, request: Request): Promise<Response> {
  const { fetch } = host.blueprint.definition
  if (!fetch) return noFetchHandler(host, request)
  // Before the turn, so that a slow upload does not hold the object.
  const ready = request.body ? await readSmallBody(request) : request
  const call = (self: object) => fetch.call(self, ready as HandlerRequest)
  const response = await host.run('fetch', call, {
    toAnswer: (result) => assertResponse(host, result),
    toCaller: toCaller(host, 'fetch'),
  })
  return response as Response
}

function assertResponse(host: ObjectHost, result: unknown): Response {
  if (result instanceof Response) {
    if (!result.bodyUsed && !result.body?.locked) return result
    throw new TypeError(
      `'fetch' of ${host.describe()} returned a Response whose body was read already, so that it cannot be sent. Return a new Response(…), or what clone() gave before it was read.`,
    )
  }
  throw new TypeError(
    `'fetch' of ${host.describe()} returned ${describeType(result)}, not a Response.`,
  )
}

function describeType(value: unknown): string {
  return value === null || value === undefined ? String(value) : `a value of type ${typeof value}`
}

/**
 * One that was replaced or deleted while it waited for its turn is dropped. One that fails is logged
 * and set again here, since the platform would give it up after six retries.
 */
export async function runAlarm(
  host: ObjectHost,
  info: AlarmInvocationInfo | undefined,
): Promise<void> {
  const { alarm } = host.blueprint.definition
  const ring = new AlarmRing(host, info)
  const call = (self: object) => {
    ring.begin()
    return ring.isOutdated ? undefined : alarm?.call(self, ring.info)
  }
  try {
    await ring.secure()
    await host.run('alarm', call, {
      waitsForever: true,
      toAnswer: (_result, turn) => ring.succeed(turn),
      afterUndo: () => ring.fail(),
    })
  } catch (error) {
    ring.begin()
    // Where it could not be set again, the platform tries it itself.
    const next = await ring.next().catch(() => null)
    report(host, 'alarm', { error, note: describeNext(next) })
    if (next === null || isByHand(info)) throw error
  }
}

function describeNext(next: number | null | undefined): string {
  if (next === null) return ''
  if (next === undefined) return ' and is not tried again, since the alarm was changed meanwhile'
  const seconds = Math.round((next - Date.now()) / 1_000)
  return ` and is tried again in ${seconds} s, at ${new Date(next).toISOString()}`
}

/** As tests do, to whom what it throws must go on. */
function isByHand(info: AlarmInvocationInfo | undefined): boolean {
  return info === undefined || ringByHand in info
}

/** The platform swallows what these throw, so it is logged here. The socket stays open. */
export async function runSocketEvent(
  host: ObjectHost,
  { event, socket, args }: SocketEvent,
): Promise<void> {
  if (event === 'webSocketClose') answerClose(socket, args)
  if (event === 'webSocketMessage' && !acceptMessage(socket)) return
  const handler = host.blueprint.definition[event] as ((...args: unknown[]) => unknown) | undefined
  try {
    if (!handler) return reportUnhandled(host, event, args)
    const call = (self: object) => Reflect.apply(handler, self, [socket, ...args])
    await host.run(event, call, { waitsForever: true })
  } catch (error) {
    report(host, event, { error })
  } finally {
    if (event === 'webSocketMessage') {
      waitingMessages.set(socket, (waitingMessages.get(socket) ?? 1) - 1)
    }
  }
}

function report(
  host: ObjectHost,
  handler: string,
  { error, note = '' }: { error: unknown; note?: string },
): void {
  // In dev a stack has source files, and without ours the user's own line is the first.
  if (host.blueprint.dev && error instanceof Error) {
    error.stack = error.stack?.replace(/\n.*[\\/]@cloudwerk[\\/].*/g, '')
  }
  console.error(`'${handler}' of ${host.describe()} failed${note}:`, error)
}

function reportUnhandled(host: ObjectHost, event: string, [error]: unknown[]): void {
  if (event === 'webSocketError') console.error(`A socket of ${host.describe()} failed:`, error)
  if (event === 'webSocketMessage' && host.blueprint.dev) {
    console.warn(
      `A socket of ${host.describe()} got a message, and ${host.blueprint.name} has no webSocketMessage.`,
    )
  }
}

/**
 * A client waits for its close frame, which must not depend on the handler or the queue. 1005 and
 * the like stand for "no code" and cannot be sent.
 */
function answerClose(socket: WebSocket, [code, reason]: unknown[]): void {
  try {
    if (code === 1000 || (typeof code === 'number' && code >= 3000)) {
      socket.close(code, reason as string)
    } else socket.close()
  } catch {
    // Closed already.
  }
}

function acceptMessage(socket: WebSocket): boolean {
  const waiting = waitingMessages.get(socket) ?? 0
  if (waiting < socketBacklog) {
    waitingMessages.set(socket, waiting + 1)
    return true
  }
  // For good: a later one that is taken would follow on one that was not.
  waitingMessages.set(socket, Number.POSITIVE_INFINITY)
  try {
    socket.close(1008, `More than ${socketBacklog} messages wait for their turn`)
  } catch {
    // Closed already.
  }
  return false
}

function noFetchHandler(host: ObjectHost, request: Request): Response {
  const { name } = host.blueprint
  const message = `${name} has no fetch handler, so it cannot answer ${request.method} ${new URL(request.url).pathname}. Add fetch(request) to its definition or call a method.`
  return Response.json({ error: { code: 'NO_FETCH_HANDLER', message } }, { status: 404 })
}
