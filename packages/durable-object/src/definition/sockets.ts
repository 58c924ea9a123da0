import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { AnyValue } from './any-value.ts'

/** What an object does about its sockets: the key `sockets` of a definition. */
export interface ObjectSockets<Data = AnyValue, Messages = AnyValue> {
  /**
   * Decides about a new connection, before it is accepted: returns what belongs to it, a `Response` that
   * refuses it, or nothing. It runs in the turn of the request, like `open` after it: for `this.handleWebSocket`
   * once `fetch` has returned that response, and for each upgrade where the definition has no `fetch`. A browser
   * shows a page only that the connection failed, not the refusal.
   */
  accept?(request: Request): Decision<Data> | Promise<Decision<Data>>
  /**
   * Runs when the connection is accepted, in the same turn. What it sends arrives after the commit and before
   * anything later. When it throws, nothing is stored and the connection fails.
   */
  open?(socket: ObjectSocket<Data>, request: Request): void | Promise<void>
  /**
   * What clients may send: for each `type` of message a Standard Schema (Zod, Valibot, ArkType), which may be
   * asynchronous. A message is a JSON object such as `{ "type": "bid", "amount": 5 }`, of up to 65,536 characters;
   * its schema need not name `type`. `webSocketMessage` gets the schema's output with the type. Anything else is
   * answered with `{ type: 'error', code, message }`, takes no turn, and leaves the socket open. Default: messages
   * are not read.
   */
  messages?: Messages
  /**
   * Closes a socket with 1013 instead of sending it another broadcast, when its client has sent nothing,
   * no message and no ping with an automatic response, since `bytes` were broadcast to it over a time
   * of `after`. Never a socket that has only listened from the start, of which nothing can be known.
   * Default: none is closed.
   */
  closeSilent?: SilentLimit
}

// biome-ignore lint/suspicious/noConfusingVoidType: what a function without `return` gives
type Decision<Data> = AcceptedSocket<Data> | Response | undefined | void

/** What belongs to a new connection. */
export interface AcceptedSocket<Data = AnyValue> {
  /** The socket's tags, for `getWebSockets(tag)` and broadcasts: up to 10, of up to 256 characters. Default: none. */
  tags?: readonly string[]
  /**
   * What `socket.data` is from then on, also after the object has slept: plain data of up to 16 KiB. Default:
   * nothing.
   */
  data?: Data
}

/** When a socket is silent for too long. */
export interface SilentLimit {
  /** Milliseconds since the first broadcast that the client has not followed by a sign of life. */
  after: number
  /** Bytes of these broadcasts; of text, its characters. */
  bytes: number
}

/** An accepted socket, and the data that belongs to it. */
export interface ObjectSocket<Data = AnyValue> extends WebSocket {
  /**
   * What `sockets.accept` gave for it, or what was assigned since; undefined for nothing. It is kept while the
   * object sleeps, and undone where the handler that assigned it fails. Each read gives a frozen copy, so assign a
   * new value to change it: `socket.data = { ...socket.data, typing: true }`. It is the socket's attachment, which
   * `serializeAttachment` sets too.
   *
   * @throws DurableObjectLimitError for more than 16 KiB.
   */
  get data(): Frozen<Data>
  set data(value: Data)
}

type Frozen<Data> = unknown extends Data ? Data : Readonly<Data>

/** The schemas of messages, by type. */
export type MessageSchemas = Readonly<Record<string, StandardSchemaV1>>

/**
 * What `webSocketMessage` gets: one of the messages that `sockets.messages` declares, by its `type`; without any, what
 * the client has sent.
 */
export type MessageOf<Messages> = [keyof Messages] extends [never]
  ? string | ArrayBuffer
  : {
      [Type in keyof Messages & string]: Messages[Type] extends StandardSchemaV1
        ? Expand<StandardSchemaV1.InferOutput<Messages[Type]> & { type: Type }>
        : never
    }[keyof Messages & string]

type Expand<T> = { [Key in keyof T]: T[Key] }

/** The key `sockets`, and the handlers of what happens to sockets. */
export interface SocketHandlers<Data, Messages, Message> {
  /** Who may connect, what belongs to a connection, and what clients may send. */
  sockets?: ObjectSockets<Data, Messages>
  /**
   * Gets each message of an accepted socket: as the client has sent it, or what `sockets.messages` makes of it.
   * What it throws is logged, and the socket stays open; with `sockets.messages`, the `code` and `message` of a
   * `UserError` are sent to the client instead. When 1,024 messages of one socket wait for their turn,
   * the next one closes the socket with 1008.
   */
  webSocketMessage?(socket: ObjectSocket<Data>, message: Message): void | Promise<void>
  /** Runs when an accepted socket has closed. Its close frame has been answered already. */
  webSocketClose?(
    socket: ObjectSocket<Data>,
    code: number,
    reason: string,
    wasClean: boolean,
  ): void | Promise<void>
  /** Runs when an accepted socket has failed. Without this handler, the error is logged. */
  webSocketError?(socket: ObjectSocket<Data>, error: unknown): void | Promise<void>
}

/** The same where the compiler does not know the messages. */
export type AnySocketHandlers = SocketHandlers<AnyValue, AnyValue, AnyValue>
