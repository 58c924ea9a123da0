import { liveProtocol, ticketHeader } from '../../definition/live-door.ts'
import { DurableObjectLimitError } from '../../errors.ts'
import { longestUnread, viewerCharacters } from '../../limits.ts'
import { encodeData, plain } from '../../state/index.ts'
import { toCaller } from '../events/method.ts'
import { report } from '../events/report.ts'
import { answerClose, type SocketEvent } from '../events/socket-event.ts'
import type { StateRows } from '../rows/state-rows.ts'
import { clock } from '../time/clock.ts'
import { Deadlines } from '../turns/deadlines.ts'
import type { Turn } from '../turns/turn.ts'
import { Calls } from './calls.ts'
import type { LiveSettings } from './class-live.ts'
import type { Connection } from './connection.ts'
import { Connections } from './connections.ts'
import { createFeed } from './create-feed.ts'
import { Growth } from './growth.ts'
import { keepHistory } from './keep-history.ts'
import type { Emitted, LiveOwner } from './live-owner.ts'
import { Outbox } from './outbox.ts'
import { People } from './people.ts'
import { randomHex } from './random-hex.ts'
import { type ClientMessage, readMessage } from './read-message.ts'
import { Tickets } from './tickets.ts'
import { Views } from './views.ts'

/** How long a client may take until it says hello, in milliseconds. */
const helloWithin = 10_000
/** What a client sends from time to time, where the object has no such text of its own. */
const ping = 'cloudwerk:ping'
const pong = 'cloudwerk:pong'

/** The pages that follow one object. */
export class ObjectPages {
  readonly #object: LiveOwner
  readonly #oldest: number
  readonly #connections: Connections
  readonly #tickets = new Tickets()
  /** Names this instance: what another one remembers is not known here. */
  readonly #epoch = randomHex(8)
  readonly #outbox: Outbox
  readonly #views: Views
  readonly #calls: Calls
  readonly #people: People
  /** Whether changes are recorded while nobody is here. */
  readonly #recordsAlways: boolean
  /** Those that the state has to write. */
  readonly rows: StateRows
  /** Closes the sockets of those who do not read. */
  readonly #deadlines: Deadlines

  constructor(object: LiveOwner, { settings, rows }: { settings: LiveSettings; rows: StateRows }) {
    const { native, timers } = object
    const connections = new Connections(native)
    const feed = createFeed(object, settings)
    const epoch = this.#epoch
    const parts = { object, settings, connections, feed, epoch }
    this.#object = object
    this.#oldest = settings.oldest
    this.#connections = connections
    const growth = new Growth(parts)
    this.#outbox = new Outbox({
      ...parts,
      onChange: (audience, characters) => growth.note(audience, characters),
      timers,
      onBehind: () => this.#views.plan(),
      onSent: () => {
        this.#views.sent()
        this.#deadlines.update()
      },
    })
    const { changes } = this.#outbox
    const kept = keepHistory({ ...parts, storage: native.storage, rows, changes })
    const { history } = kept
    this.rows = kept.rows
    this.#recordsAlways = history !== undefined
    if (history && object.inspection) object.inspection.rowsBeside = () => history.takeWritten()
    this.#views = new Views({
      ...parts,
      history,
      outbox: this.#outbox,
      onPart: () => this.#deadlines.update(),
    })
    this.#calls = new Calls({ ...parts, outbox: this.#outbox })
    this.#people = new People(parts)
    this.#deadlines = new Deadlines({
      timers,
      next: () => this.#nextOwing(),
      act: (now) => this.#closeOwing(now),
    })
    // The timers of those that had not said hello are lost where the object slept.
    for (const connection of connections) {
      const isNew = connection.attached.client === undefined
      if (isNew) this.#expectHello(connection, clock.now() + helloWithin)
    }
  }

  // What happens to the state, see StateObserver.

  beforeSave(): void {
    this.#views.keeper.beforeSave()
  }

  committed(turn: Turn): void {
    this.#outbox.committed(this.#calls.of(turn.caller))
  }

  stored(): void {
    this.#outbox.stored()
  }

  forgotten(): void {
    this.#outbox.lost()
    for (const connection of this.#connections) connection.fallBehind()
    // Not before the handler has ended: where it destroys the object, there are no pages then.
    const plan = (): void => this.#views.plan()
    const turn = this.#object.run('live', plan, { sleeps: true, waitsForever: true })
    turn.catch((error) => report(this.#object, 'live', { error }))
  }

  awake(): void {
    this.#views.awake()
  }

  // What handlers do.

  /** Whether it is the socket of a page, which handlers do not see. */
  has(socket: WebSocket): boolean {
    return this.#connections.has(socket)
  }

  /** Sends an event with the next commit of the turn, or at once where nothing could be undone. */
  emit(turn: Turn, { name, value, to }: Emitted): void {
    if (typeof name !== 'string')
      throw new TypeError('this.emit() takes the name of an event first.')
    const text = `["event",${JSON.stringify(name)},${encodeData(plain(value), 'The event')}]`
    const chosen =
      to === undefined
        ? [...this.#connections]
        : this.#choose(to, 'this.emit(name, value, (viewer) => …)')
    const send = (): void => {
      for (const connection of chosen) if (!connection.isSlow) connection.sendAfterState(text)
    }
    turn.sendLater('call this.emit()', () => this.#outbox.event(send))
  }

  /** Closes the connections of some viewers with the next commit of the turn. */
  disconnect(turn: Turn, whom: unknown): void {
    const chosen = this.#choose(whom, 'this.disconnect((viewer) => …)')
    turn.sendLater('call this.disconnect()', () => {
      for (const connection of chosen) this.#end(connection, 4003, 'You may not be here any more.')
    })
  }

  #choose(whom: unknown, spelling: string): Connection[] {
    if (typeof whom !== 'function')
      throw new TypeError(`Give a function of the viewer: ${spelling}.`)
    return [...this.#connections].filter(({ viewer }) => whom(viewer))
  }

  #end(connection: Connection, code: number, reason: string): void {
    connection.close(code, reason)
    this.#leave(connection)
  }

  // How pages come and go.

  admit(viewer: unknown): string {
    const { length } = encodeData(viewer, 'The viewer')
    if (length > viewerCharacters) {
      throw new DurableObjectLimitError(
        `The viewer that live() was given takes ${length} characters, and ${viewerCharacters} is the limit. Give what rules and handlers ask for, such as the id of the user.`,
        this.#object.identity.fields,
      )
    }
    return this.#tickets.give(viewer)
  }

  /** What a viewer sees now, for `stub.liveSnapshot(viewer)`. */
  snapshot(viewer: unknown): Promise<unknown> {
    return this.#object.run('liveSnapshot', () => this.#views.snapshot(viewer), {
      reads: true,
      toCaller: toCaller(this.#object, 'liveSnapshot'),
    })
  }

  /** Whether it is what `#setPing` has set. */
  isOwnPing(pair: WebSocketRequestResponsePair): boolean {
    return pair.request === ping
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
    this.#expectHello(connection, clock.now() + helloWithin)
    const headers = { 'Sec-WebSocket-Protocol': liveProtocol }
    return new Response(null, { status: 101, webSocket: client, headers })
  }

  #expectHello(connection: Connection, due: number): void {
    const close = (): void => {
      if (clock.now() < due) this.#expectHello(connection, due)
      else this.#end(connection, 1008, 'No hello came.')
    }
    connection.clearTimer = clock.setTimer(close, { due, timers: this.#object.timers })
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
    this.#views.left(connection)
    this.#people.left(connection)
    if (this.#connections.size === 0) this.#outbox.rest({ records: this.#recordsAlways })
    this.#deadlines.update()
  }

  #hear(connection: Connection, text: unknown): void {
    connection.heardAt = clock.now()
    const isMessage = typeof text === 'string' && text.startsWith('[')
    if (!isMessage && text === this.#ping) {
      connection.answerPing(pong)
      return
    }
    const message = isMessage ? readMessage(text) : undefined
    const isFirst = connection.attached.client === undefined
    if (!message || (message.kind === 'hello') !== isFirst) {
      this.#end(connection, 1008, 'This message is not part of the protocol.')
    } else this.#obey(connection, message)
  }

  #obey(connection: Connection, message: ClientMessage): void {
    const isFree = message.kind === 'call' || message.kind === 'ack' || message.kind === 'next'
    if (!isFree && !connection.otherRate.take()) {
      this.#end(connection, 1013, 'Too many messages.')
      return
    }
    switch (message.kind) {
      case 'hello':
        this.#greet(connection, message)
        break
      case 'call':
        void this.#calls.make(connection, message)
        break
      case 'sync':
        this.#views.expect(connection, message)
        break
      case 'next':
        this.#views.sendNext(connection)
        break
      case 'presence':
        this.#people.set(connection, message.value)
        break
      case 'ack':
        this.#acknowledge(connection, message.count)
    }
  }

  #greet(connection: Connection, message: Extract<ClientMessage, { kind: 'hello' }>): void {
    if (message.version < this.#oldest) {
      this.#end(connection, 4010, 'This page is older than the object accepts. Load it again.')
      return
    }
    const { id: you } = connection
    connection.clearTimer?.()
    connection.attached.client = message.client
    this.#connections.greet(connection)
    this.#calls.greet(connection)
    connection.save()
    const every = this.#people.interval
    const hello = { you, epoch: this.#epoch, ping: this.#ping, every }
    connection.send(JSON.stringify(['hello', hello]))
    this.#people.join(connection, message.presence)
    this.#views.expect(connection, message)
  }

  get #ping(): string {
    return this.#object.native.getWebSocketAutoResponse()?.request ?? ping
  }

  /** There is one automatic answer for all sockets, and the user's own wins. */
  #setPing(): void {
    const { native } = this.#object
    if (native.getWebSocketAutoResponse()) return
    native.setWebSocketAutoResponse(new WebSocketRequestResponsePair(ping, pong))
  }

  // What pages read.

  #acknowledge(connection: Connection, count: number): void {
    const { credit } = connection
    const wasOwing = credit.owingSince !== undefined
    if (!credit.acknowledge(count)) {
      this.#end(connection, 1008, 'So many messages were not sent.')
      return
    }
    if (wasOwing) this.#deadlines.update()
    if (!connection.isSlow || credit.owingSince !== undefined) return
    connection.isSlow = false
    this.#views.expect(connection)
  }

  #nextOwing(): number {
    let next = Number.POSITIVE_INFINITY
    for (const each of this.#connections) next = Math.min(next, this.#owingSince(each))
    return next + longestUnread
  }

  #closeOwing(now: number): void {
    for (const connection of [...this.#connections]) {
      if (this.#owingSince(connection) + longestUnread > now) continue
      this.#end(connection, 4008, 'You are too far behind.')
    }
  }

  /** Since when it has not read what it was sent, or not asked for the next part of its view; Infinity if it has. */
  #owingSince(connection: Connection): number {
    const owing = connection.credit.owingSince ?? Number.POSITIVE_INFINITY
    return Math.min(owing, this.#views.waitsSince(connection) ?? Number.POSITIVE_INFINITY)
  }
}
