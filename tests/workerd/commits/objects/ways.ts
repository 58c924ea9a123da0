import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'
import { sleep } from '../../objects/sleep.ts'

/** How a handler ends. */
export type End = 'value' | 'object' | 'throw' | 'refused' | 'symbol' | 'instance' | 'stream'

/** What happened to broadcasts of code that continues after its handler has failed. */
export const lateBroadcasts: string[] = []

class Unsent {
  kept = 1
}

function giveAtEnd(end: End): unknown {
  if (end === 'throw') throw new Error('on purpose')
  if (end === 'symbol') return Symbol('on purpose')
  if (end === 'instance') return { found: [new Unsent()] }
  if (end === 'stream') return new Response('text').body
  if (end === 'object') return { at: new Date(0), "it's": new Map([['a', [1, -0, 5n, null]]]) }
  return end
}

/** Handlers that always end at once, in each shape, and some that sometimes wait. */
export const ways = defineDurableObject({
  sqlite: true,
  schema: z.object({ log: z.array(z.string()), refused: z.boolean() }),
  init: () => ({ log: [] as string[], refused: false }),
  methods: {
    /** The contents of every place that a handler writes to. */
    async contents() {
      const { sql, storage } = this.ctx
      const tables = sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'log'").toArray()
      const rows = tables.length > 0 ? sql.exec('SELECT text FROM log').toArray() : []
      return {
        state: [...this.state.log],
        keys: [...storage.kv.list()].map(([, value]) => value),
        rows: rows.map(({ text }) => text),
      }
    },
    plain(text: string, end: End) {
      this.write(text, end)
      const given = giveAtEnd(end)
      return given
    },
    async withoutAwait(text: string, end: End) {
      this.write(text, end)
      const given = giveAtEnd(end)
      return given
    },
    async withAwait(text: string, end: End) {
      this.write(text, end)
      await this.ctx.storage.get('none')
      return giveAtEnd(end)
    },
    async readsAtFirst(text: string, end: End) {
      const given = end === 'value' ? end : this.writeAndGive(text, end)
      return given
    },
    async streamsLater(text: string, end: End) {
      const given = this.writeAndGive(text, end)
      return given
    },
    /** Writes and then sometimes waits, without an await in its code. */
    async waitsAfterIt(text: string, waits: boolean) {
      this.write(text, 'value')
      const given = waits ? this.sleepAndWrite('') : text
      return given
    },
    async waitsBeforeIt(text: string, waits: boolean) {
      if (!waits) this.write(text, 'value')
      const given = waits ? this.sleepAndWrite(text) : text
      return given
    },
    async goesOutside(text: string, goes: boolean) {
      this.write(text, 'value')
      const given = goes ? this.outside(() => 'later') : text
      return given
    },
    async syncs(text: string, syncs: boolean) {
      this.write(text, 'value')
      const given = syncs ? this.syncAndGive('later') : text
      return given
    },
    /** Operations that are not awaited are done when they return. */
    async putsSometimes(text: string, puts: boolean) {
      this.write(text, 'value')
      if (puts) void this.ctx.storage.put('last', text)
    },
    async deletesSometimes(text: string, deletes: boolean) {
      this.write(text, 'value')
      if (deletes) void this.ctx.storage.delete('last')
    },
    async putsWrongSometimes(text: string, puts: boolean) {
      this.write(text, 'value')
      if (puts) void this.ctx.storage.put('last', Symbol('on purpose'))
    },
    async broadcastsLater(text: string, waits: boolean) {
      this.write(text, 'value')
      const given = waits ? this.sleepAndBroadcast() : text
      return given
    },
    async waitsAndReads(isSlow: boolean) {
      const given = isSlow ? this.sleepAndWrite('') : 'at once'
      return given
    },
    /** Writes many rows, and returns the state. */
    async insertsMany(count: number) {
      for (let n = 0; n < count; n++) this.write(`${n}`, 'value')
      return this.state
    },
  },
  helpers: {
    write(text: string, end: End) {
      this.state.log.push(text)
      this.ctx.storage.kv.put(`${this.state.log.length}`, text)
      this.ctx.sql.run('CREATE TABLE IF NOT EXISTS log (text)')
      this.ctx.sql.run('INSERT INTO log VALUES (?)', text)
      if (end === 'refused') this.state.refused = 1 as never
    },
    writeAndGive(text: string, end: End) {
      this.write(text, end)
      return giveAtEnd(end)
    },
    async syncAndGive(text: string) {
      await this.ctx.storage.sync()
      return text
    },
    async sleepAndBroadcast() {
      await sleep(3)
      try {
        this.broadcast('late')
        lateBroadcasts.push('sent')
      } catch {
        lateBroadcasts.push('refused')
      }
    },
    async sleepAndWrite(text: string) {
      await sleep(3)
      if (text) this.write(text, 'value')
      return 'later'
    },
  },
})
