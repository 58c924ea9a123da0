/** What a line of the log says besides its text. */
interface Place {
  request?: string
  class?: string
  object?: string
  handler?: string
}

/** `start` recognizes lines that begin like this. */
const mark = '\u0001cloudwerk-log '
const levels = {
  debug: 'debug',
  trace: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warn',
  error: 'error',
}
/** Log lines are for people; a longer value is cut. In characters. */
const longest = 16_384

/** The part of `AsyncLocalStorage` that is used. It is given, since a Worker of an old date has none. */
interface Storage<T> {
  run<R>(value: T, fn: () => R): R
  getStore(): T | undefined
}

let requests: Storage<string> | undefined

/**
 * From now on what the app prints is one line of JSON each, for `start --log json`. Without
 * `AsyncLocalStorage` no line has the id of its request.
 */
export function logAsJson(AsyncLocalStorage?: new () => Storage<string>): void {
  requests = AsyncLocalStorage && new AsyncLocalStorage()
  Object.assign(globalThis, { [currentRequest]: requests })
  const write = console.log.bind(console)
  for (const [name, level] of Object.entries(levels)) {
    // Each of them takes anything.
    Object.assign(console, {
      [name]: (...values: unknown[]) => write(mark + lineOf(level, values)),
    })
  }
}

/** Runs what answers a request. Its lines have the request's id: that of the proxy, or one of its own. */
export function withRequest<T>(request: Request, answer: () => T): T {
  if (!requests) return answer()
  const given = request.headers.get('X-Request-Id') ?? ''
  const id = /^[\w.:-]{1,100}$/.test(given) ? given : crypto.randomUUID()
  return requests.run(id, answer)
}

function lineOf(level: string, values: unknown[]): string {
  const message = values.map(print).join(' ').slice(0, longest)
  return JSON.stringify({ level, ...placeOf(), message })
}

/** The part of `currentTurn` of `@cloudwerk/durable-object` that is used here. */
interface CurrentTurn {
  getStore(): Turn | undefined
}

interface Turn {
  handler: string
  /** The first link is that of the request, if there is one: it has no object's id. */
  chain: readonly { id: string; label: string }[]
  owner: { identity: { className: string; name: string | undefined; id: string } }
}

const currentTurn: unique symbol = Symbol.for('cloudwerk.turn')
/** Where stubs find the id that they send along. */
const currentRequest: unique symbol = Symbol.for('cloudwerk.request')

function placeOf(): Place {
  const turn = (globalThis as { [currentTurn]?: CurrentTurn })[currentTurn]?.getStore()
  const { className, name, id } = turn?.owner.identity ?? {}
  const first = turn?.chain[0]
  const request = turn ? (first?.id === '' ? first.label : undefined) : requests?.getStore()
  return {
    ...(request !== undefined && { request }),
    ...(turn && { class: className, object: name ?? id, handler: turn.handler }),
  }
}

function print(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Error) return printError(value)
  try {
    return JSON.stringify(value, plain) ?? String(value)
  } catch {
    return String(value)
  }
}

function printError(error: Error): string {
  const { stack, message, name } = error
  const text = stack?.includes(message) ? stack : `${name}: ${message}\n${stack ?? ''}`
  const { remoteStack } = error as { remoteStack?: unknown }
  const remote = typeof remoteStack === 'string' ? `\nIn the object: ${remoteStack}` : ''
  const cause = error.cause === undefined ? '' : `\nCaused by: ${print(error.cause)}`
  return text + remote + cause
}

function plain(_key: string, value: unknown): unknown {
  if (value instanceof Map) return [...value]
  if (value instanceof Set) return [...value]
  if (value instanceof Error) return printError(value)
  return typeof value === 'bigint' ? `${value}` : value
}
