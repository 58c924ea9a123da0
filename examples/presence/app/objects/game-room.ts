import { refuseOtherOrigins } from '@cloudwerk/core'
import { defineDurableObject, type ObjectSocket } from '@cloudwerk/durable-object'
import { z } from 'zod'
import { answerPings, cleanName, dropSilent, nextLook } from '../../../shared/visitors'
import type { FromPlayer, Place, Player, ToPlayer } from '../protocol'

/** Places are 0 … 19, in both directions. */
const size = 20
const place = z.number().transform(toPlace)

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

  sockets: {
    /** As `?name=ann`, at a random place; a player who comes back passes the last one as `&x=3&y=4`. */
    accept(request) {
      const { searchParams } = new URL(request.url)
      const x = toPlace(searchParams.get('x') ?? Math.random() * size)
      const y = toPlace(searchParams.get('y') ?? Math.random() * size)
      const player = { id: crypto.randomUUID(), name: cleanName(searchParams.get('name')), x, y }
      const data: Kept = { ...player, connected: Date.now() }
      return refuseOtherOrigins(request) ?? { data }
    },

    open(socket) {
      const player = playerOf(socket)
      const welcome = {
        type: 'welcome',
        you: player.id,
        size,
        players: this.players(),
        scores: this.scores(),
        coin: this.state.coin,
      } satisfies ToPlayer
      socket.send(JSON.stringify(welcome))
      this.broadcast({ type: 'joined', player } satisfies ToPlayer, { except: socket })
      this.jobs.dropSilent(nextLook)
    },

    messages: {
      move: z.object({ x: place, y: place }),
      collect: z.object({}),
      rename: z.object({ name: z.string().transform(cleanName) }),
    } satisfies Record<FromPlayer['type'], z.ZodType>,
  },

  webSocketMessage(socket, message) {
    switch (message.type) {
      case 'move': {
        const { x, y } = message
        socket.data = { ...socket.data, x, y }
        return this.broadcast({ type: 'moved', id: socket.data.id, x, y } satisfies ToPlayer)
      }
      case 'rename':
        socket.data = { ...socket.data, name: message.name }
        return this.broadcast({ type: 'joined', player: playerOf(socket) } satisfies ToPlayer)
      case 'collect':
        return this.collect(playerOf(socket))
    }
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

    left(socket: ObjectSocket<Kept>): void {
      this.broadcast({ type: 'left', id: playerOf(socket).id } satisfies ToPlayer, socket)
    },
  },
})

/** What is kept with a socket while the room sleeps. */
interface Kept extends Player {
  connected: number
}

function playerOf({ data }: ObjectSocket<Kept>): Player {
  const { id, name, x, y } = data
  return { id, name, x, y }
}

/** A number from a client, as a valid place. */
function toPlace(value: unknown): number {
  return Math.max(0, Math.min(size - 1, Math.trunc(Number(value) || 0)))
}
