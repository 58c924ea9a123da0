import { defineDurableObject } from '@cloudwerk/durable-object'

export interface Standing {
  rank: number
  player: string
  score: number
}

/** The best scores of one game. The top is read from an index; a rank is the number of entries before it. */
export default defineDurableObject({
  sqlite: true,
  calls: { reads: ['getTop', 'getStanding', 'getNeighbours'] },

  init(ctx) {
    ctx.sql.run(`
      CREATE TABLE scores (
        player TEXT PRIMARY KEY,
        score INTEGER NOT NULL,
        reached_at INTEGER NOT NULL
      );
      CREATE INDEX scores_by_rank ON scores (score DESC, reached_at, player);
    `)
    return { season: 1 }
  },

  methods: {
    /** Keeps a player's best score and returns the standing. */
    async submit(player: string, score: number): Promise<Standing> {
      if (!Number.isSafeInteger(score))
        throw new RangeError(`A score is a whole number, not ${score}`)
      const { rowsWritten } = this.ctx.sql.run(
        `INSERT INTO scores (player, score, reached_at) VALUES (?, ?, ?)
         ON CONFLICT (player) DO UPDATE SET score = excluded.score, reached_at = excluded.reached_at
         WHERE excluded.score > scores.score`,
        [player, score, Date.now()],
      )
      if (rowsWritten > 0)
        this.broadcast({ type: 'top', season: this.state.season, top: this.top(10) })
      // It has just been written, or was there already.
      return this.find(player) as Standing
    },

    async getTop(limit = 10) {
      return { season: this.state.season, top: this.top(limit) }
    },

    /** Null for someone who has not played. */
    async getStanding(player: string) {
      return this.find(player) ?? null
    },

    /** The players around one, for "you are here". */
    async getNeighbours(player: string, distance = 2): Promise<Standing[]> {
      const own = this.find(player)
      if (!own) return []
      const first = Math.max(1, own.rank - distance)
      return this.ranked(first, own.rank + distance)
    },

    /** Starts over with an empty board, as each month does. */
    async startSeason() {
      this.startOver()
      return this.state.season
    },
  },

  schedules: {
    season: {
      cron: '0 0 1 * *',
      run() {
        this.startOver()
      },
    },
  },

  helpers: {
    startOver(): void {
      this.ctx.sql.run('DELETE FROM scores')
      this.state.season += 1
      this.broadcast({ type: 'top', season: this.state.season, top: [] })
    },

    top(limit: number): Standing[] {
      return this.ranked(1, limit)
    },

    /** A player who reached a score first ranks before those who reached it later. */
    ranked(first: number, last: number): Standing[] {
      return this.ctx.sql
        .exec<{ player: string; score: number }>(
          `SELECT player, score FROM scores ORDER BY score DESC, reached_at, player
           LIMIT ? OFFSET ?`,
          [last - first + 1, first - 1],
        )
        .toArray()
        .map(({ player, score }, index) => ({ rank: first + index, player, score }))
    },

    find(player: string): Standing | undefined {
      const [standing] = this.ctx.sql
        .exec<Standing>(
          `SELECT player, score,
             1 + (SELECT COUNT(*) FROM scores AS better WHERE better.score > own.score)
               + (SELECT COUNT(*) FROM scores AS earlier WHERE earlier.score = own.score
                    AND (earlier.reached_at, earlier.player) < (own.reached_at, own.player)) AS rank
           FROM scores AS own WHERE player = ?`,
          player,
        )
        .toArray()
      return standing
    },
  },

  /** Watching: each change of the board is sent to all connected sockets. */
  fetch(request) {
    if (request.headers.get('Upgrade') !== 'websocket') {
      return new Response('Expected a WebSocket', { status: 426 })
    }
    return this.handleWebSocket(request)
  },
})
