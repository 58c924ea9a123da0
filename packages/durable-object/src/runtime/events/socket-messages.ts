import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { MessageSchemas } from '../../definition/sockets.ts'
import { socketBacklog } from '../../limits.ts'
import { isUserError } from '../is-user-error.ts'
import { keysOf } from '../issue-path.ts'
import type { Runs } from './handler-runner.ts'
import { parseMessage, type Refusal, RefusedMessage } from './parse-message.ts'
import { report } from './report.ts'
import type { SocketEvent } from './socket-event.ts'

/** The arguments of a handler after the socket; undefined where it does not run. */
type Args = unknown[] | undefined

/** Reads the messages of the sockets of one class, in their order. */
export class SocketMessages {
  readonly #schemas: MessageSchemas
  /** Settles when the last message of a socket is read. */
  readonly #reading = new WeakMap<WebSocket, Promise<Args>>()
  /** How many messages of a socket in a row were refused. */
  readonly #refused = new WeakMap<WebSocket, number>()

  constructor(schemas: MessageSchemas = {}) {
    this.#schemas = schemas
  }

  /** What an event gives to its handler. A message that does not fit is answered, and gives undefined. */
  read(object: Runs, { event, socket, args }: SocketEvent): Args | Promise<Args> {
    const read = event === 'webSocketMessage' ? this.#check(object, socket, args[0]) : args
    const before = this.#reading.get(socket)
    if (!before && !(read instanceof Promise)) return read
    // However long a schema takes, what comes later waits for it.
    const reading: Promise<Args> = before ? before.then(() => read) : Promise.resolve(read)
    this.#reading.set(socket, reading)
    void reading.then(() => {
      if (this.#reading.get(socket) === reading) this.#reading.delete(socket)
    })
    return reading
  }

  /** Tells a client what it may see of an error that its message has led to. Gives whether it may see it. */
  tell(socket: WebSocket, error: unknown): boolean {
    if (!isUserError(error)) return false
    send(socket, { code: error.code, message: error.message })
    return true
  }

  /** It never throws. */
  #check(object: Runs, socket: WebSocket, given: unknown): Args | Promise<Args> {
    try {
      const { type, content } = parseMessage(given)
      const schema = Object.hasOwn(this.#schemas, type) ? this.#schemas[type] : undefined
      if (!schema) throw unknownMessage(type)
      const result = schema['~standard'].validate(content)
      const accept = (result: StandardSchemaV1.Result<unknown>) => {
        const message = toMessage(type, result)
        this.#refused.delete(socket)
        return [message]
      }
      if (!(result instanceof Promise)) return accept(result)
      return result.then(accept).catch((error) => this.#refuse(object, socket, error))
    } catch (error) {
      return this.#refuse(object, socket, error)
    }
  }

  /** Of a client that only gets answers, nothing is known of whether it reads them. */
  #refuse(object: Runs, socket: WebSocket, error: unknown): undefined {
    const refused = (this.#refused.get(socket) ?? 0) + 1
    this.#refused.set(socket, refused)
    const refusal = error instanceof RefusedMessage ? error.refusal : hide(object, error)
    if (refused <= socketBacklog) send(socket, refusal)
    else if (socket.readyState === WebSocket.READY_STATE_OPEN) {
      socket.close(1008, `More than ${socketBacklog} messages in a row did not fit`)
    }
    return undefined
  }
}

function send(socket: WebSocket, error: Pick<Refusal, 'message'> & { code: string }): void {
  // Where it is closing, nobody reads it.
  if (socket.readyState !== WebSocket.READY_STATE_OPEN) return
  socket.send(JSON.stringify({ type: 'error', ...error }))
}

/** More would make of a small message a large answer. */
const shownIssues = 20

function unknownMessage(type: string): RefusedMessage {
  const shown = type.length > 40 ? `${type.slice(0, 40)}…` : type
  return new RefusedMessage({ code: 'UNKNOWN_MESSAGE', message: `There is no message '${shown}'.` })
}

function toMessage(type: string, result: StandardSchemaV1.Result<unknown>): object {
  if (result.issues) {
    const shown = result.issues.slice(0, shownIssues)
    const issues = shown.map((issue) => ({ message: issue.message, path: keysOf(issue) }))
    const [first] = issues
    const place = first?.path.length ? ` at ${first.path.join('.')}` : ''
    const message = `The message '${type}' does not fit${place}: ${first?.message}`
    throw new RefusedMessage({ code: 'INVALID_MESSAGE', message, issues })
  }
  const { value } = result
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(
      `The schema of 'sockets.messages.${type}' gives ${Array.isArray(value) ? 'an array' : String(value)}, and a message is an object. Use an object schema.`,
    )
  }
  return { ...value, type }
}

/** A fault of the schema is nothing that the client can correct. */
function hide(object: Runs, error: unknown): Refusal {
  report(object, 'sockets.messages', { error })
  return { code: 'INTERNAL', message: 'Something went wrong.' }
}
