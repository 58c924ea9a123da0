import type { Caller } from '../../definition/context.ts'
import { liveProtocol, ticketHeader } from '../../definition/live-door.ts'
import { encodeData, type LiveState, plain } from '../../state/index.ts'
import type { Runs } from '../events/handler-runner.ts'
import { report } from '../events/report.ts'
import { answerClose, type SocketEvent } from '../events/socket-event.ts'
import { clock } from '../time/clock.ts'
import type { ObjectTimers } from '../timeouts/object-timers.ts'
import type { Turn } from '../turns/turn.ts'
import { RefusedCall, toFailure } from './call-errors.ts'
import { checkCall } from './check-call.ts'
import type { LiveSettings, OpenCall } from './class-live.ts'
import type { Connection } from './connection.ts'
import { Connections } from './connections.ts'
import { createLiveFeed, type LiveFeed } from './live-feed.ts'
import { Outbox } from './outbox.ts'
import { randomHex } from './random-hex.ts'
import { type ClientMessage, type Label, readMessage } from './read-message.ts'
import { Tickets } from './tickets.ts'

/** The object whose pages these are. */
export interface LiveOwner extends Runs {
  readonly native: DurableObjectState
  readonly state: { readonly live: LiveState | undefined }
  readonly timers: ObjectTimers | undefined
}

type Message<Kind extends ClientMessage['kind']> = Extract<ClientMessage, { kind: Kind }>

/** Where a page was. */
interface Place {
  label?: Label
  hash?: string
}

/** How long a client may take until it says hello, in milliseconds. */
const helloWithin = 10_000
/** What a client sends from time to time, where the object has no such text of its own. */
const ping = 'ping'

/** The pages that follow one object. */
export class ObjectPages {
  readonly #object: LiveOwner
  readonly #settings: LiveSettings
  readonly #connections: Connections
  readonly #tickets = new Tickets()
  readonly #feed: LiveFeed
  readonly #outbox: Outbox
  /** Names this instance: what another one remembers of calls is not known here. */
  readonly #epoch = randomHex(8)
  /** Where connections were that wait for a turn. */
  readonly #waiting: Map<Connection, Place> = new Map()
  /** The calls that run, by what they are to their handlers. */
  readonly #running: WeakMap<Caller, { connection: Connection; id: number }> = new WeakMap()
  #sendsViews = false

  constructor(object: LiveOwner, settings: LiveSettings) {
    this.#object = object
    this.#settings = settings
    this.#connections = new Connections(object.native)
    this.#feed = createLiveFeed(settings.rules)
    this.#outbox = new Outbox({
      connections: this.#connections,
      feed: this.#feed,
      timers: object.timers,
      sendViews: () => this.#sendViews(),
    })
  }

  beforeSave(): void {}

  committed(turn: Turn): void {
    this.#outbox.committed(turn.caller && this.#running.get(turn.caller))
  }

  stored(): void {
    this.#outbox.stored()
  }

  forgotten(): void {
    this.#outbox.lost()
    for (const connection of this.#connections) connection.revision = undefined
    if (this.#connections.size > 0) this.#sendViews()
  }

  /** The state was loaded or made, and nothing has changed it yet. */
  awake(): void {
    if (this.#connections.size > 0) this.#watch()
  }

  #watch(): void {
    const { live } = this.#object.state
    if (live && !this.#feed.isWatching) this.#outbox.watch(live)
  }

  has(socket: WebSocket): boolean {
    return this.#connections.has(socket)
  }

  admit(viewer: unknown): string {
    return this.#tickets.give(viewer)
  }

  /** The answer to a request for a socket that `live()` has sent; undefined for any other request. */
  accept(request: Request): Response | undefined {
    const ticket = request.headers.get(ticketHeader)
    if (ticket === null) return undefined
    const admitted = this.#tickets.take(ticket)
    if (!admitted) return new Response(null, { status: 503 })
    const { 0: client, 1: server } = new WebSocketPair()
    const connection = this.#connections.open(server, admitted.viewer)
    this.#setPing()
    this.#expectHello(connection)
    return new Response(null, {
      status: 101,
      webSocket: client,
      headers: { 'Sec-WebSocket-Protocol': liveProtocol },
    })
  }

  #expectHello(connection: Connection): void {
    const due = clock.now() + helloWithin
    connection.clearTimer = clock.setTimer(
      () => {
        if (clock.now() < due) this.#expectHello(connection)
        else connection.close(1008, 'No hello came.')
      },
      { due, timers: this.#object.timers },
    )
  }

  /** Undefined for a socket of the user's own. */
  run({ event, socket, args }: SocketEvent): Promise<void> | undefined {
    if (!this.has(socket)) return undefined
    const connection = this.#connections.get(socket)
    if (event === 'webSocketClose') answerClose(socket, args)
    if (connection && event === 'webSocketMessage') this.#hear(connection, args[0])
    else if (connection) this.#leave(connection)
    return Promise.resolve()
  }

  #leave(connection: Connection): void {
    connection.clearTimer?.()
    this.#connections.remove(connection)
    this.#waiting.delete(connection)
    if (this.#connections.size === 0) this.#outbox.unwatch()
  }

  #hear(connection: Connection, text: unknown): void {
    if (text === this.#ping) {
      connection.send('pong')
      return
    }
    const message = typeof text === 'string' ? readMessage(text) : undefined
    const isFirst = connection.attached.client === undefined
    if (!message || (message.kind === 'hello') !== isFirst) {
      connection.close(1008, 'This message is not part of the protocol.')
      return
    }
    switch (message.kind) {
      case 'hello':
        this.#hello(connection, message)
        break
      case 'call':
        void this.#call(connection, message)
        break
      case 'sync':
        this.#expectView(connection, message)
        break
      default:
    }
  }

  #hello(connection: Connection, message: Message<'hello'>): void {
    connection.clearTimer?.()
    connection.attached.client = message.client
    connection.save()
    const { id: you } = connection
    const hello = { you, epoch: this.#epoch, ping: this.#ping, every: 60, limits: {} }
    connection.send(JSON.stringify(['hello', hello]))
    this.#expectView(connection, message)
  }

  #expectView(connection: Connection, { label, hash }: Place): void {
    connection.revision = undefined
    this.#waiting.set(connection, { ...(label && { label }), ...(hash && { hash }) })
    this.#sendViews()
  }

  /** In a turn of their own, since in the middle of a handler the state may have what is undone later. */
  #sendViews(): void {
    if (this.#sendsViews) return
    this.#sendsViews = true
    const send = (): void => {
      this.#sendsViews = false
      this.#showAll()
    }
    const turn = this.#object.run('live', send, { reads: true, waitsForever: true })
    turn.catch((error) => {
      this.#sendsViews = false
      report(this.#object, 'live', { error, note: ', so pages try again' })
      for (const connection of this.#connections) {
        if (connection.revision === undefined) connection.close(1013, 'Try again later.')
      }
    })
  }

  #showAll(): void {
    this.#watch()
    // What others have not seen yet is in what is shown now.
    this.#outbox.flush()
    for (const connection of this.#connections) {
      if (connection.revision !== undefined || connection.attached.client === undefined) continue
      const place = this.#waiting.get(connection) ?? {}
      this.#waiting.delete(connection)
      try {
        this.#show(connection, place)
      } catch (error) {
        // A rule of `live` threw.
        report(this.#object, 'live', { error, note: ', so a page cannot be shown anything' })
        connection.close(1013, 'Try again later.')
      }
    }
  }

  #show(connection: Connection, { label, hash }: Place): void {
    const { changes } = this.#outbox
    const audience = this.#settings.rules.audienceOf(connection.viewer)
    connection.audience = audience
    const revision = changes.revisionOf(audience)
    const now = JSON.stringify([this.#epoch, revision, audience.id])
    const isOfNow = label?.[0] === this.#epoch && label[2] === audience.id
    const missed = isOfNow ? changes.since(audience, label[1]) : undefined
    if (isOfNow && label[1] === revision) connection.send(`["same",${now}]`)
    else if (missed) connection.send(`["frame",${label?.[1]},${revision},${missed}]`)
    else if (hash && hash === this.#feed.viewHash(audience)) connection.send(`["same",${now}]`)
    else connection.send(`["view",${now},${this.#feed.viewText(audience)}]`)
    connection.reach(revision)
  }

  async #call(connection: Connection, message: Message<'call'>): Promise<void> {
    const { id, name } = message
    const text = await this.#answer(connection, message).then(
      (value) => `["result",${id},${value}]`,
      (error) => {
        const failure = toFailure(this.#object, name, error)
        return `["error",${id},${encodeData(failure, 'The error')}]`
      },
    )
    this.#outbox.answer(() => connection.sendAfterState(text))
  }

  /** The text of the result. */
  async #answer(connection: Connection, { id, name, args }: Message<'call'>): Promise<unknown> {
    const call = this.#settings.calls.get(name)
    if (!call) {
      throw new RefusedCall({ code: 'UNKNOWN_CALL', message: `There is no call '${name}'.` })
    }
    const { viewer } = connection
    const before = connection.checked
    const checking = checkCall(call, { viewer, args })
    if (!before && !(checking instanceof Promise))
      return this.#runCall(connection, call, { id, args: checking })
    // Calls run in the order in which they came, however long their schemas take.
    const checked = Promise.allSettled([before, checking])
    connection.checked = checked
    await checked
    if (connection.checked === checked) connection.checked = undefined
    return this.#runCall(connection, call, { id, args: await checking })
  }

  #runCall(
    connection: Connection,
    { name, method }: OpenCall,
    { id, args }: { id: number; args: unknown[] },
  ): Promise<unknown> {
    const { viewer } = connection
    const caller: Caller = Object.freeze({ kind: 'live', viewer })
    this.#running.set(caller, { connection, id })
    return this.#object.run(name, (self) => Reflect.apply(method, self, args), {
      caller,
      reads: this.#object.blueprint.settings.reads.has(name),
      toAnswer: (result) => encodeData(plain(result), `The result of '${name}'`),
    })
  }

  get #ping(): string {
    return this.#object.native.getWebSocketAutoResponse()?.request ?? ping
  }

  /** There is one automatic answer for all sockets, and the user's own wins. */
  #setPing(): void {
    const { native } = this.#object
    if (native.getWebSocketAutoResponse()) return
    native.setWebSocketAutoResponse(new WebSocketRequestResponsePair(ping, 'pong'))
  }
}
