import { defineDurableObject } from '@cloudwerk/durable-object'
import {
  answerPings,
  cleanName,
  dropSilent,
  nextLook,
  parseMessage,
} from '../../../shared/visitors'
import type { FromPlayer, Place, Player, ToPlayer } from '../protocol'

/** Places are 0 … 19, in both directions. */
const size = 20

/**
 * A room in which players move about. Their positions are kept with their sockets, so a step writes
 * nothing to disk and is still known when the room wakes; the scores are state.
 */
export default defineDurableObject({
  init: () => ({
    scores: new Map<string, number>(),
    coin: { x: 10, y: 10 } as Place,
  }),

  start(ctx) {
    answerPings(ctx)
  },

  /** Joins as `?name=ann`, at a random place; a player who comes back passes the last one as `&x=3&y=4`. */
  async fetch(request) {
    if (request.headers.get('Upgrade') !== 'websocket') {
      return new Response('Expected a WebSocket', { status: 426 })
    }
    const { searchParams } = new URL(request.url)
    const { 0: client, 1: socket } = new WebSocketPair()
    const x = toPlace(searchParams.get('x') ?? Math.random() * size)
    const y = toPlace(searchParams.get('y') ?? Math.random() * size)
    const player = { id: crypto.randomUUID(), name: cleanName(searchParams.get('name')), x, y }
    this.ctx.acceptWebSocket(socket)
    socket.serializeAttachment({ ...player, connected: Date.now() } satisfies Kept)

    const welcome = {
      type: 'welcome',
      you: player.id,
      size,
      players: this.players(),
      scores: this.scores(),
      coin: this.state.coin,
    } satisfies ToPlayer
    socket.send(JSON.stringify(welcome))
    this.broadcast({ type: 'joined', player } satisfies ToPlayer, socket)
    this.jobs.dropSilent(nextLook)
    return new Response(null, { status: 101, webSocket: client })
  },

  webSocketMessage(socket, message) {
    const player = playerOf(socket)
    const data = parseMessage<FromPlayer>(message)
    if (data?.type === 'move') {
      const { id } = player
      const place = { x: toPlace(data.x), y: toPlace(data.y) }
      keep(socket, place)
      this.broadcast({ type: 'moved', id, ...place } satisfies ToPlayer)
    }
    if (data?.type === 'rename') {
      keep(socket, { name: cleanName(data.name) })
      this.broadcast({ type: 'joined', player: playerOf(socket) } satisfies ToPlayer)
    }
    if (data?.type === 'collect') this.collect(player)
  },

  webSocketClose(socket) {
    this.left(socket)
  },

  webSocketError(socket) {
    this.left(socket)
  },

  jobs: {
    dropSilent() {
      if (dropSilent(this.ctx, (socket) => this.left(socket))) this.jobs.dropSilent(nextLook)
    },
  },

  methods: {
    async getPlayers() {
      return this.players()
    },

    async getScores() {
      return this.scores()
    },
  },

  helpers: {
    players(): Player[] {
      return this.ctx
        .getWebSockets()
        .filter(({ readyState }) => readyState === WebSocket.READY_STATE_OPEN)
        .map(playerOf)
    },

    /** As a plain object, which can be encoded as JSON. */
    scores(): Record<string, number> {
      return Object.fromEntries(this.state.scores)
    },

    /** Only a player who stands on the coin gets it. If two ask, one of them comes first. */
    collect({ name, x, y }: Player): void {
      const { coin, scores } = this.state
      if (coin.x !== x || coin.y !== y) return
      const score = (scores.get(name) ?? 0) + 1
      scores.set(name, score)
      this.state.coin = { x: (x * 7 + 3) % size, y: (y * 11 + 5) % size }
      const collected = { type: 'collected', name, score, coin: this.state.coin } as const
      this.broadcast(collected satisfies ToPlayer)
    },

    left(socket: WebSocket): void {
      this.broadcast({ type: 'left', id: playerOf(socket).id } satisfies ToPlayer, socket)
    },
  },
})

/** What is kept with a socket while the room sleeps. */
interface Kept extends Player {
  connected: number
}

function keep(socket: WebSocket, changes: Partial<Player>): void {
  const kept = socket.deserializeAttachment() as Kept
  socket.serializeAttachment({ ...kept, ...changes } satisfies Kept)
}

function playerOf(socket: WebSocket): Player {
  const { id, name, x, y } = socket.deserializeAttachment() as Kept
  return { id, name, x, y }
}

/** A number from a client, as a valid place. */
function toPlace(value: unknown): number {
  return Math.max(0, Math.min(size - 1, Math.trunc(Number(value) || 0)))
}
