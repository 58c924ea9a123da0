import { defineDurableObject } from '@cloudwerk/durable-object'
import type { Backend } from './backend.ts'

interface State {
  all: string[]
  ballast: string[]
}

/**
 * Writes a marker and sends it out of the object, in every possible way. A marker that begins with
 * `state` or `key` is only written there, so that no other write delays the message. With a heavy
 * marker much more data goes to disk, so that a message that does not wait is clearly too early.
 */
export function defineGate(backend: Backend) {
  return defineDurableObject({
    ...backend,

    init(ctx): State {
      if (backend.sqlite) {
        ctx.sql.run('CREATE TABLE markers (text TEXT PRIMARY KEY)')
        ctx.sql.run('CREATE TABLE ballast (id INTEGER PRIMARY KEY, data BLOB)')
      }
      return { all: [], ballast: [] }
    },

    methods: {
      async callFromOutside(marker: string, url: string) {
        this.write(marker)
        await this.outside(() => fetch(url, { method: 'POST' }))
      },
      async callAfterSync(marker: string, url: string) {
        this.write(marker)
        await this.ctx.storage.sync()
        await fetch(url, { method: 'POST' })
      },
      async callBeforeChange(marker: string, url: string) {
        await this.pause()
        this.ctx.waitUntil(fetch(url, { method: 'POST' }))
        this.write(marker)
      },
      async callAfterChange(marker: string, url: string) {
        await this.pause()
        this.write(marker)
        this.ctx.waitUntil(fetch(url, { method: 'POST' }))
      },
      async callOtherObject(marker: string, url: string) {
        await this.pause()
        this.ctx.waitUntil(this.ctx.env.Relay.getByName('relay').forward(url))
        this.write(marker)
      },
      async broadcastChange(marker: string) {
        this.broadcast(marker)
        // Long enough for a message that does not wait to arrive before the change.
        await this.pause(30)
        this.write(marker)
      },
      async sendBeforeChange(marker: string) {
        await this.pause()
        for (const socket of this.ctx.getWebSockets()) socket.send(marker)
        this.write(marker)
      },
      async sendAfterChange(marker: string) {
        await this.pause()
        this.write(marker)
        for (const socket of this.ctx.getWebSockets()) socket.send(marker)
      },
      async answer(marker: string) {
        await this.pause()
        this.write(marker)
        return marker
      },
      async read() {
        const rows = backend.sqlite ? this.ctx.sql.exec('SELECT text FROM markers').toArray() : null
        return {
          all: this.state.all,
          key: await this.ctx.storage.get<string>('marker'),
          rows: rows?.map(({ text }) => text),
        }
      },
    },

    helpers: {
      /** Does not wait for storage, so the handler continues in another turn. */
      async pause(milliseconds = 1) {
        await new Promise((resolve) => setTimeout(resolve, milliseconds))
      },
      write(marker: string) {
        if (!marker.startsWith('key')) this.state.all.push(marker)
        if (marker === 'state heavy') this.state.ballast = createBallast()
        if (marker.startsWith('state')) return
        this.ctx.storage.put('marker', marker)
        if (marker.startsWith('key')) return
        if (backend.sqlite) this.ctx.sql.run('INSERT INTO markers (text) VALUES (?)', marker)
        if (marker.startsWith('heavy')) this.writeBallast()
      },
      writeBallast() {
        if (backend.sqlite) {
          for (const id of [1, 2, 3, 4, 5]) {
            this.ctx.sql.run('REPLACE INTO ballast VALUES (?, randomblob(1500000))', id)
          }
        } else {
          for (let id = 0; id < 40; id += 1) {
            this.ctx.storage.put(`ballast ${id}`, crypto.getRandomValues(new Uint8Array(60_000)))
          }
        }
      },
    },

    async fetch(request) {
      if (request.headers.get('Upgrade') === 'websocket') return this.handleWebSocket(request)
      const marker = await request.text()
      this.write(marker)
      return new Response(marker)
    },
  })
}

/** Small enough for a state on the key-value backend. */
function createBallast(): string[] {
  return Array.from({ length: 50 }, () => crypto.randomUUID().repeat(500))
}
