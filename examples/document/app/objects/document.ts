import { defineDurableObject } from '@cloudwerk/durable-object'
import {
  answerPings,
  cleanName,
  dropSilent,
  nextLook,
  parseMessage,
} from '../../../shared/visitors'
import { applyEdit, type Edit, editBetween, moveEdit } from '../page/edit.js'
import { type Change, type Edited, type FromEditor, maxLength, type ToEditor } from '../protocol'

interface Row extends Record<string, SqlStorageValue> {
  version: number
  id: string
  author: string
  edit: string
  timestamp: number
}

/** What the document knows about an editor, kept with the socket while it sleeps. */
interface Editor {
  name: string
  connected: number
}

/** At most this many edits are replayed to read an old version. */
const keepTextEvery = 50

/**
 * A text that several people write at once. Each edit names the version on which it was made; the object
 * moves it past what others have done since, so that no keystroke is lost and everyone ends up with the
 * same text.
 */
export default defineDurableObject({
  sqlite: true,

  init(ctx) {
    ctx.sql.run(`
      CREATE TABLE history (
        version INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        author TEXT NOT NULL,
        edit TEXT NOT NULL,
        timestamp INTEGER NOT NULL,
        content TEXT
      )
    `)
    return { content: '', version: 0 }
  },

  start(ctx) {
    answerPings(ctx)
  },

  /** Connects `?name=ann`; with `&since=12` the edits after version 12 come first, otherwise the text. */
  async fetch(request) {
    if (request.headers.get('Upgrade') !== 'websocket') {
      return new Response('Expected a WebSocket', { status: 426 })
    }
    const { searchParams } = new URL(request.url)
    const since = Number(searchParams.get('since') ?? Number.NaN)
    const { content, version } = this.state
    const { 0: client, 1: socket } = new WebSocketPair()
    this.ctx.acceptWebSocket(socket)
    const name = cleanName(searchParams.get('name'))
    socket.serializeAttachment({ name, connected: Date.now() } satisfies Editor)

    if (since <= version) send(socket, { type: 'missed', edits: this.since(since) })
    else send(socket, { type: 'state', state: { content, version } })
    this.announce()
    this.jobs.dropSilent(nextLook)
    return new Response(null, { status: 101, webSocket: client })
  },

  webSocketMessage(socket, message) {
    const data = parseMessage<FromEditor>(message)
    if (data?.type === 'rename') {
      const editor = editorOf(socket)
      socket.serializeAttachment({ ...editor, name: cleanName(data.name) } satisfies Editor)
      this.announce()
    }
    if (data?.type === 'edit') {
      try {
        this.write(editorOf(socket).name, data)
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        send(socket, { type: 'refused', id: data.id, reason })
      }
    }
  },

  webSocketClose(socket) {
    this.announce(socket)
  },

  webSocketError(socket) {
    this.announce(socket)
  },

  jobs: {
    dropSilent() {
      if (dropSilent(this.ctx, (socket) => this.announce(socket))) this.jobs.dropSilent(nextLook)
    },
  },

  methods: {
    async getContent() {
      return { content: this.state.content, version: this.state.version }
    },

    /** One edit on the text of `version`, for callers without a socket. */
    async edit(author: string, { version, edit }: Omit<Change, 'id'>) {
      this.write(author, { id: crypto.randomUUID(), version, edit })
      return { content: this.state.content, version: this.state.version }
    },

    /** Who wrote which version, the latest first. */
    async getHistory(limit = 10) {
      return this.ctx.sql
        .exec<Pick<Row, 'version' | 'author' | 'timestamp'>>(
          'SELECT version, author, timestamp FROM history ORDER BY version DESC LIMIT ?',
          limit,
        )
        .toArray()
    },

    /** The text as it was; null for a version that never existed. */
    async getVersion(version: number) {
      return this.textOf(version)
    },

    /** Restores the text of `version`, as one more edit. False if there is no such version. */
    async restore(author: string, version: number) {
      const text = this.textOf(version)
      if (text === null) return false
      const edit = editBetween(this.state.content, text)
      if (edit) this.write(author, { id: crypto.randomUUID(), version: this.state.version, edit })
      return true
    },
  },

  helpers: {
    write(author: string, { id, version, edit }: Change): void {
      if (!Number.isInteger(version) || version < 0 || version > this.state.version) {
        throw new RangeError(
          `There is no version ${version}, the last one is ${this.state.version}`,
        )
      }
      // Text fields of pages have no other line endings, and edits count characters.
      if (edit.insert.includes('\r')) throw new RangeError('Lines must end with \\n')
      const [known] = this.ctx.sql.exec('SELECT 1 FROM history WHERE id = ?', id).toArray()
      if (known) return
      const moved = this.since(version).reduce((own, other) => moveEdit(own, other.edit), edit)
      const content = applyEdit(this.state.content, moved)
      if (content.length > maxLength) {
        throw new RangeError(`The text would be longer than ${maxLength} characters`)
      }

      this.state.content = content
      this.state.version += 1
      const timestamp = Date.now()
      this.ctx.sql.run(
        'INSERT INTO history (version, id, author, edit, timestamp, content) VALUES (?, ?, ?, ?, ?, ?)',
        [
          this.state.version,
          id,
          author,
          JSON.stringify(moved),
          timestamp,
          this.state.version % keepTextEvery === 0 ? content : null,
        ],
      )
      const edited = { type: 'edited', id, version: this.state.version, edit: moved } as const
      this.broadcast({ ...edited, author, timestamp } satisfies ToEditor)
    },

    since(version: number): Edited[] {
      return this.ctx.sql
        .exec<Row>(
          'SELECT version, id, author, edit, timestamp FROM history WHERE version > ? ORDER BY version',
          version,
        )
        .toArray()
        .map((row) => ({ ...row, type: 'edited', edit: JSON.parse(row.edit) as Edit }))
    },

    textOf(version: number): string | null {
      if (!Number.isInteger(version) || version < 0 || version > this.state.version) return null
      const kept = version - (version % keepTextEvery)
      const [start] = this.ctx.sql
        .exec<{ content: string }>('SELECT content FROM history WHERE version = ?', kept)
        .toArray()
      return this.ctx.sql
        .exec<Row>('SELECT edit FROM history WHERE version > ? AND version <= ? ORDER BY version', [
          kept,
          version,
        ])
        .toArray()
        .reduce((text, { edit }) => applyEdit(text, JSON.parse(edit) as Edit), start?.content ?? '')
    },

    people(except?: WebSocket): string[] {
      return this.ctx
        .getWebSockets()
        .filter((socket) => socket !== except && socket.readyState === WebSocket.READY_STATE_OPEN)
        .map((socket) => editorOf(socket).name)
        .sort((one, other) => one.localeCompare(other))
    },

    announce(except?: WebSocket): void {
      this.broadcast({ type: 'people', people: this.people(except) } satisfies ToEditor)
    },
  },
})

function editorOf(socket: WebSocket): Editor {
  return socket.deserializeAttachment()
}

function send(socket: WebSocket, message: ToEditor): void {
  socket.send(JSON.stringify(message))
}
