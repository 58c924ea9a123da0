import { defineDurableObject, UserError } from '@cloudwerk/durable-object'
import { z } from 'zod'
import { maxNameLength } from '../../../shared/visitors'
import { applyEdit, type Edit, editBetween, moveEdit } from '../page/edit.js'
import { type Change, type Edited, maxLength } from '../protocol'

const author = z.string().trim().min(1).max(maxNameLength)
const count = z.number().int().min(0)
const change = z.object({
  id: z.string().min(1).max(64),
  version: count,
  edit: z.object({ at: count, remove: count, insert: z.string().max(maxLength) }),
})

interface Row {
  version: number
  id: string
  author: string
  edit: string
  timestamp: number
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

  methods: {
    async getContent() {
      return { content: this.state.content, version: this.state.version }
    },

    /** The edits after a version, for a page that comes back. */
    async getEdits(since: number) {
      return this.since(since)
    },

    /** One edit from a page. Its id is stored once, so that it can be sent again. */
    async write(author: string, change: Change) {
      try {
        this.apply(author, change)
      } catch (error) {
        if (error instanceof RangeError) throw new UserError(error.message, { code: 'REFUSED' })
        throw error
      }
    },

    /** One edit on the text of `version`, for callers without a page. */
    async edit(author: string, { version, edit }: Omit<Change, 'id'>) {
      this.apply(author, { id: crypto.randomUUID(), version, edit })
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
      if (edit) this.apply(author, { id: crypto.randomUUID(), version: this.state.version, edit })
      return true
    },
  },

  helpers: {
    apply(author: string, { id, version, edit }: Change): void {
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
      const edited: Edited = { id, version: this.state.version, edit: moved, author, timestamp }
      this.emit('edited', edited)
    },

    since(version: number): Edited[] {
      return this.ctx.sql
        .exec<Row>(
          'SELECT version, id, author, edit, timestamp FROM history WHERE version > ? ORDER BY version',
          version,
        )
        .toArray()
        .map((row) => ({ ...row, edit: JSON.parse(row.edit) as Edit }))
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
  },

  // Pages send it again when nobody knows whether it arrived.
  calls: { idempotent: ['write'], reads: ['getContent', 'getEdits'] },

  live: {
    // The text is read once, and then changed by what is emitted.
    view: { version: true },
    calls: { getContent: [], getEdits: [count], write: [author, change] },
    // What pages set with setPresence(): names and cursors.
    presence: () => ({}),
  },
})
