import { defineDurableObject } from '@cloudwerk/durable-object'

export interface Player {
  id: string
  name: string
  x: number
  y: number
}

export type FromPlayer = { type: 'move'; x: number; y: number } | { type: 'collect' }

export type ToPlayer =
  | { type: 'welcome'; you: string; players: Player[]; scores: Record<string, number>; coin: Place }
  | { type: 'joined'; player: Player }
  | { type: 'moved'; id: string; x: number; y: number }
  | { type: 'collected'; name: string; score: number; coin: Place }
  | { type: 'left'; id: string }

export interface Place {
  x: number
  y: number
}

const size = 20
/** A client sends `ping` at least this often; the platform answers without waking the room. */
const silence = 30_000
const clamp = (value: number) => Math.max(0, Math.min(size - 1, Math.trunc(value)))

/**
 * A room in which players move about. Where they stand is kept with their sockets, so a step writes
 * nothing to disk and is still known when the room wakes; the scores are state.
 */
export default defineDurableObject({
  init: () => ({
    scores: {} as Record<string, number>,
    coin: { x: 10, y: 10 } as Place,
  }),

  start(ctx) {
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
  },

  async fetch(request) {
    if (request.headers.get('Upgrade') !== 'websocket') {
      return new Response('Expected a WebSocket', { status: 426 })
    }
    const name = new URL(request.url).searchParams.get('name')?.slice(0, 30) || 'Guest'
    const { 0: client, 1: socket } = new WebSocketPair()
    const player = { id: crypto.randomUUID(), name, x: 0, y: 0 }
    const others = this.players()
    this.ctx.acceptWebSocket(socket, [player.id])
    socket.serializeAttachment({ ...player, since: Date.now() })

    const welcome = { type: 'welcome', you: player.id, players: others, ...this.state }
    socket.send(JSON.stringify(welcome))
    this.broadcast({ type: 'joined', player } satisfies ToPlayer, socket)
    await this.ctx.storage.setAlarm(Date.now() + silence)
    return new Response(null, { status: 101, webSocket: client })
  },

  webSocketMessage(socket, message) {
    const player = playerOf(socket)
    const data = JSON.parse(String(message)) as FromPlayer
    if (data.type === 'move') {
      const moved = { ...player, x: clamp(data.x), y: clamp(data.y) }
      socket.serializeAttachment({ ...moved, since: Date.now() })
      this.broadcast({ type: 'moved', id: moved.id, x: moved.x, y: moved.y } satisfies ToPlayer)
    }
    if (data.type === 'collect') this.collect(player)
  },

  webSocketClose(socket) {
    this.broadcast({ type: 'left', id: playerOf(socket).id } satisfies ToPlayer, socket)
  },

  /** Lets go of those whose connection broke without a word. */
  async alarm() {
    for (const socket of this.ctx.getWebSockets()) {
      const { since } = socket.deserializeAttachment() as { since: number }
      const pinged = this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0
      if (Date.now() - Math.max(since, pinged) < silence * 2) continue
      this.broadcast({ type: 'left', id: playerOf(socket).id } satisfies ToPlayer, socket)
      socket.close(1001, 'No sign of life')
    }
    if (this.players().length > 0) await this.ctx.storage.setAlarm(Date.now() + silence)
  },

  methods: {
    async getPlayers() {
      return this.players()
    },

    async getScores() {
      return this.state.scores
    },
  },

  helpers: {
    players(): Player[] {
      return this.ctx
        .getWebSockets()
        .filter(({ readyState }) => readyState === WebSocket.READY_STATE_OPEN)
        .map(playerOf)
    },

    /** Only who stands on the coin gets it; the first of two who ask, since one comes first. */
    collect({ name, x, y }: Player): void {
      const { coin, scores } = this.state
      if (coin.x !== x || coin.y !== y) return
      const score = (scores[name] ?? 0) + 1
      scores[name] = score
      this.state.coin = { x: (x * 7 + 3) % size, y: (y * 11 + 5) % size }
      this.broadcast({ type: 'collected', name, score, coin: this.state.coin })
    },
  },
})

function playerOf(socket: WebSocket): Player {
  const { id, name, x, y } = socket.deserializeAttachment() as Player
  return { id, name, x, y }
}
