import { defineDurableObject } from '@cloudwerk/durable-object'
import { sleep } from '../../objects/sleep.ts'

const initial = () => ({
  log: [] as string[],
  tree: {
    items: [{ id: 1 }, { id: 2 }, { id: 3 }],
    byName: new Map([['a', { hits: 1 }]]),
    tags: new Set(['x']),
    since: new Date(0),
    note: undefined as string | undefined,
  },
})

/** Its handlers run one at a time, all or nothing. */
export const turns = defineDurableObject({
  init: initial,

  methods: {
    async stay(label: string, milliseconds: number) {
      this.state.log.push(`${label} in`)
      await sleep(milliseconds)
      await this.ctx.storage.get('anything')
      this.state.log.push(`${label} out`)
    },
    log() {
      return this.state.log
    },
    tree() {
      return this.state.tree
    },
    /** Changes every kind of part, across awaits, and throws. */
    async changeAllAndThrow() {
      const { tree } = this.state
      tree.items.push({ id: 4 })
      tree.items.splice(0, 1)
      tree.items.reverse()
      await sleep(1)
      tree.byName.set('b', { hits: 2 })
      const a = tree.byName.get('a')
      if (a) a.hits = 9
      await this.ctx.storage.put('kept', 1)
      tree.tags.clear()
      tree.since.setFullYear(2030)
      await sleep(1)
      tree.note = 'changed'
      tree.items = []
      throw new Error('undone')
    },
    changeAndThrowAtOnce() {
      this.state.tree.note = 'changed'
      throw new Error('at once')
    },
    async throwUndefined() {
      this.state.tree.note = 'changed'
      throw undefined
    },
    async replaceAndThrow() {
      this.state = { ...initial(), log: ['replaced'] }
      throw new Error('undone')
    },
    async catchOwnMethod() {
      try {
        await this.changeNoteAndThrow()
      } catch {
        return this.state.tree.note
      }
      return 'did not throw'
    },
    async changeNoteAndThrow() {
      this.state.tree.note = 'stays'
      throw new Error('caught')
    },
    async writeStorageAndThrow() {
      await this.ctx.storage.put('kv', 1)
      this.ctx.sql.run('CREATE TABLE IF NOT EXISTS things (name)')
      this.ctx.sql.run('INSERT INTO things VALUES (?)', ['undone'])
      throw new Error('undone')
    },
    async storage() {
      return {
        kv: await this.ctx.storage.get('kv'),
        tables: this.ctx.sql.exec("SELECT name FROM sqlite_master WHERE name = 'things'").toArray(),
      }
    },
    identity() {
      const { tree } = this.state
      return [tree === this.state.tree, tree.items[0] === this.state.tree.items[0]]
    },
    /** Rows written since the database was opened. */
    changes() {
      return this.ctx.sql.exec('SELECT total_changes() AS n').one().n
    },
    touch() {
      this.state.tree.items[1].id += 1
    },
    async later() {
      return 'a promise'
    },
    /** A thenable that is not a promise. */
    thenable() {
      // biome-ignore lint/suspicious/noThenProperty: what is tested
      return { then: (resolve: (value: string) => void) => resolve('a thenable') }
    },
  },
  sqlite: true,
})

/** Runs to its end, even if nobody waits for it. */
export const abandoned = defineDurableObject({
  init: () => ({ finished: false }),
  methods: {
    async work() {
      await sleep(30)
      this.state.finished = true
    },
    finished() {
      return this.state.finished
    },
  },
})
