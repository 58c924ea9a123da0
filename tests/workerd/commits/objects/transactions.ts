import { defineDurableObject } from '@cloudwerk/durable-object'
import { sleep } from '../../objects/sleep.ts'

/** Uses ctx.storage.transaction, which covers state, rows and keys, and savepoints. */
export const transactions = defineDurableObject({
  sqlite: true,
  init(ctx) {
    ctx.sql.run('CREATE TABLE entries (name)')
    return { list: [] as string[] }
  },

  helpers: {
    /** Writes to everything that a transaction covers. */
    async write(name: string) {
      this.state.list.push(name)
      this.ctx.sql.run('INSERT INTO entries VALUES (?)', name)
      await this.ctx.storage.put(name, true)
    },
    addLater(name: string) {
      return sleep(2).then(() => this.state.list.push(name))
    },
    failLater: async () => {
      await sleep(2)
      throw new Error('failed later')
    },
  },

  methods: {
    async contents() {
      const keys = [...(await this.ctx.storage.list()).keys()]
      const rows = this.ctx.sql.exec('SELECT name FROM entries').toArray()
      return { state: this.state.list, rows: rows.map(({ name }) => name), keys }
    },
    async commits() {
      return this.ctx.storage.transaction(async (txn) => {
        await this.write('a')
        await txn.put('b', true)
        return this.state.list
      })
    },
    async throws() {
      await this.write('before')
      await this.ctx.storage.transaction(async (txn) => {
        await this.write('a')
        await txn.put('b', true)
        await sleep(1)
        throw new Error('no')
      })
    },
    async throwsAndIsCaught() {
      await this.throws().catch(() => undefined)
      await this.write('after')
    },
    async rollsBack() {
      return this.ctx.storage.transaction(async (txn) => {
        await this.write('a')
        txn.rollback()
        this.state.list.push('after the rollback')
        return 'returned'
      })
    },
    async throwsAfterTheTransaction() {
      await this.ctx.storage.transaction(async () => this.write('a'))
      await this.write('b')
      throw new Error('later')
    },
    async nested() {
      await this.ctx.storage.transaction(async () => {
        await this.write('outer')
        const inner = this.ctx.storage.transaction(async () => {
          await this.write('inner')
          throw new Error('no')
        })
        await inner.catch(() => undefined)
        await this.ctx.storage.transaction(async () => this.write('second'))
      })
    },
    async nestedInOneThatFails() {
      await this.ctx.storage.transaction(async () => {
        await this.ctx.storage.transaction(async () => this.write('inner'))
        throw new Error('no')
      })
    },
    async overlapping() {
      const run = (name: string, milliseconds: number, fails = false) =>
        this.ctx.storage.transaction(async () => {
          await this.write(`${name} in`)
          await sleep(milliseconds)
          await this.write(`${name} out`)
          if (fails) throw new Error('no')
        })
      const results = await Promise.allSettled([run('a', 5), run('b', 3, true), run('c', 1)])
      return results.map(({ status }) => status)
    },
    async sync(fails: boolean) {
      this.ctx.storage.transactionSync(() => {
        this.state.list.push('a')
        this.ctx.sql.run('INSERT INTO entries VALUES (?)', 'a')
        if (fails) throw new Error('no')
      })
    },
    async syncWithPromise() {
      this.ctx.storage.transactionSync(async () => {
        this.state.list.push('a')
        this.ctx.sql.run('INSERT INTO entries VALUES (?)', 'a')
      })
    },
    async unawaitedWithin() {
      await this.ctx.storage.transaction(async () => {
        void this.addLater('a')
        void this.ctx.storage.put('a', true)
      })
      return this.state.list
    },
    async unawaitedFailureWithin() {
      await this.write('before')
      const failed = this.ctx.storage.transaction(async () => {
        await this.write('a')
        void this.failLater()
      })
      return failed.then(
        () => 'committed',
        (error) => error.message,
      )
    },
    async failsWhileItsWorkGoesOn() {
      const failed = this.ctx.storage.transaction(async () => {
        void this.addLater('a').catch(() => undefined)
        throw new Error('no')
      })
      await failed.catch(() => undefined)
      await sleep(5)
    },

    async savepoint() {
      this.state.list.push('before')
      const failed = this.transaction(async () => {
        this.state.list.push('within')
        await sleep(1)
        throw new Error('no')
      })
      await failed.catch(() => undefined)
      this.state.list.push('after')
    },
    async nestedSavepoints() {
      await this.transaction(async () => {
        this.state.list.push('outer')
        const inner = this.transaction(() => {
          this.state.list.push('inner')
          throw new Error('no')
        })
        await inner.catch(() => undefined)
        await Promise.all([
          this.transaction(() => this.addLater('first')),
          this.transaction(() => this.state.list.push('second')),
        ])
      })
    },
    async overlappingSavepoints() {
      const run = (name: string, milliseconds: number, fails = false) =>
        this.transaction(async () => {
          this.state.list.push(`${name} in`)
          await sleep(milliseconds)
          this.state.list.push(`${name} out`)
          if (fails) throw new Error('no')
          return name
        })
      const results = await Promise.allSettled([run('a', 5), run('b', 3, true), run('c', 1)])
      return results.map(({ status }) => status)
    },
    async methodThatWaitsForASavepoint() {
      const first = this.transaction(() => sleep(2))
      await Promise.all([first, this.savepoint()])
    },
    async outsideWithin(kind: 'transaction' | 'savepoint') {
      const run = () => this.outside(() => 'out')
      await (kind === 'savepoint' ? this.transaction(run) : this.ctx.storage.transaction(run))
    },
  },
})
