import { defineDurableObject } from '@cloudwerk/durable-object'
import { applyEdit, type Edit, moveEdit } from '../edit'

export type FromEditor =
  /** Made on the text of version `version`. */
  { type: 'edit'; version: number; edit: Edit; author: string }

export type ToEditor =
  | { type: 'state'; state: { content: string; version: number } }
  | { type: 'edited'; version: number; edit: Edit; author: string }
  | { type: 'refused'; reason: string }

/**
 * A text that several people write at once. Each edit says on which version it was made; the object
 * moves it past what others did since, so that no keystroke is lost and all end with the same text.
 */
export default defineDurableObject({
  sqlite: true,

  init(ctx) {
    ctx.sql.run(`
      CREATE TABLE history (
        version INTEGER PRIMARY KEY,
        author TEXT NOT NULL,
        edit TEXT NOT NULL,
        content TEXT NOT NULL,
        timestamp INTEGER NOT NULL
      )
    `)
    return { content: '', version: 0 }
  },

  fetch(request) {
    if (request.headers.get('Upgrade') !== 'websocket') {
      return new Response('Expected a WebSocket', { status: 426 })
    }
    const { 0: client, 1: socket } = new WebSocketPair()
    this.ctx.acceptWebSocket(socket)
    const { content, version } = this.state
    socket.send(JSON.stringify({ type: 'state', state: { content, version } } satisfies ToEditor))
    return new Response(null, { status: 101, webSocket: client })
  },

  webSocketMessage(socket, message) {
    try {
      const { version, edit, author } = JSON.parse(String(message)) as FromEditor
      this.write(author, { version, edit })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      socket.send(JSON.stringify({ type: 'refused', reason } satisfies ToEditor))
    }
  },

  methods: {
    async getContent() {
      return { content: this.state.content, version: this.state.version }
    },

    /** One edit on the text of `version`, for those who have no socket. */
    async edit(author: string, change: { version: number; edit: Edit }) {
      this.write(author, change)
      return { content: this.state.content, version: this.state.version }
    },

    async getHistory(limit = 10) {
      return this.ctx.sql
        .exec('SELECT version, author, timestamp FROM history ORDER BY version DESC LIMIT ?', limit)
        .toArray()
    },

    /** The text as it was; null for a version that has never been. */
    async getVersion(version: number) {
      if (version === 0) return ''
      const [row] = this.ctx.sql
        .exec<{ content: string }>('SELECT content FROM history WHERE version = ?', version)
        .toArray()
      return row?.content ?? null
    },
  },

  helpers: {
    write(author: string, { version, edit }: { version: number; edit: Edit }): void {
      if (!Number.isInteger(version) || version < 0 || version > this.state.version) {
        throw new RangeError(
          `There is no version ${version}, the last one is ${this.state.version}`,
        )
      }
      const since = this.ctx.sql
        .exec<{ edit: string }>(
          'SELECT edit FROM history WHERE version > ? ORDER BY version',
          version,
        )
        .toArray()
      const moved = since.reduce((own, row) => moveEdit(own, JSON.parse(row.edit) as Edit), edit)
      const content = applyEdit(this.state.content, moved)

      this.state.content = content
      this.state.version += 1
      this.ctx.sql.run(
        'INSERT INTO history (version, author, edit, content, timestamp) VALUES (?, ?, ?, ?, ?)',
        [this.state.version, author, JSON.stringify(moved), content, Date.now()],
      )
      this.broadcast({
        type: 'edited',
        version: this.state.version,
        edit: moved,
        author,
      } satisfies ToEditor)
    },
  },
})
