import { defineDurableObject } from '@cloudwerk/durable-object'
import { gateOf } from '../../objects/gate.ts'
import { sleep } from '../../objects/sleep.ts'

/** What happened to code of ended handlers, by object. */
const told = new Map<string, string[]>()

/** When a handler ends, and what it can do afterwards. */
export const ending = defineDurableObject({
  sqlite: true,
  init: () => ({ value: 0, list: [] as number[], byName: new Map<string, { n: number }>() }),

  helpers: {
    async tell(fn: () => unknown) {
      const messages = told.get(this.id) ?? []
      told.set(this.id, messages)
      try {
        messages.push(`no error: ${await fn()}`)
      } catch (error) {
        messages.push((error as Error).message)
      }
    },
    async changeLater(milliseconds: number) {
      await sleep(milliseconds)
      this.state.value += 1
    },
    async failLater(milliseconds: number) {
      await sleep(milliseconds)
      throw new Error('failed later')
    },
    handOver() {
      return this.failLater(1)
    },
  },

  methods: {
    told() {
      return told.get(this.id) ?? []
    },
    read() {
      return { value: this.state.value, list: this.state.list }
    },
    set(value: number) {
      this.state.value = value
    },

    async endsWithItsCalls() {
      void this.changeLater(10)
      void this.ctx.storage.put('un-awaited', true)
    },
    async unawaitedFailure() {
      this.state.value = 7
      void this.failLater(5)
    },
    async chainedFailure() {
      this.state.value = 7
      void this.failLater(5).then(() => 'not reached')
    },
    async failureWithFinally() {
      this.state.value = 7
      void this.failLater(1).finally(() => undefined)
    },
    async unawaitedStorageFailure() {
      this.state.value = 7
      void this.ctx.storage.put('function', () => undefined)
    },
    async caughtLater() {
      const call = this.failLater(1)
      await sleep(5)
      const message = await call.catch((error) => error.message)
      await Promise.allSettled([this.failLater(1), this.handOver()])
      await this.failLater(1).then(undefined, () => undefined)
      return message
    },
    async failsWhileItsCallsGoOn() {
      void this.changeLater(10)
      throw new Error('first')
    },

    async leaveTimers() {
      const { state } = this
      const { list, byName } = state
      const { storage, sql } = this.ctx
      setTimeout(async () => {
        await gateOf(this.id).pass()
        await this.tell(() => (this.state.value = 1))
        await this.tell(() => (state.value = 2))
        await this.tell(() => list.push(3))
        await this.tell(() => byName.set('x', { n: 1 }))
        await this.tell(() => storage.put('late', 1))
        await this.tell(() => storage.setAlarm(Date.now() + 1_000))
        await this.tell(() => sql.run('CREATE TABLE late (x)'))
        await this.tell(() => storage.transactionSync(() => 1))
        await this.tell(() => storage.deleteAll())
        await this.tell(() => `${this.state.value} ${list.length} ${byName.size}`)
        await this.tell(() => sql.exec('SELECT 1 AS one').one().one)
        await this.tell(() => storage.get('late'))
      }, 5)
    },
    async leaveTransactions() {
      setTimeout(() => {
        const change = (n: number) => async () => {
          const { value } = this.state
          await sleep(3)
          await this.ctx.storage.put(`late ${n}`, n)
          this.state.value = value + n
          return this.state.list
        }
        void this.tell(() => this.transaction(change(1)))
        void this.tell(() => this.transaction(change(10)))
        void this.tell(() => this.ctx.storage.transaction(change(100)))
        void this.tell(() =>
          this.transaction(async () => {
            this.state.value = -1
            throw new Error('undone')
          }),
        )
      }, 5)
      this.ctx.waitUntil(sleep(1).then(() => this.transaction(() => this.state.list.push(1))))
    },
    /** Leaves two timers. The second must not write in the turn of the first. */
    async leaveTwoPieces() {
      setTimeout(() => {
        void this.transaction(() => sleep(15))
        setTimeout(() => this.tell(() => (this.state.value = 99)), 5)
      }, 5)
    },

    resultInFreshThings() {
      this.state.list.push(1)
      this.state.byName.set('a', { n: 1 })
      const part = this.state.byName.get('a')
      const result = { list: [this.state.list], map: new Map([['part', part]]), whole: this.state }
      return result
    },
    async resultBeforeLaterChanges() {
      const { list } = this.state
      void this.changeLater(1).then(() => list.push(2))
      return { list }
    },
    async resultOfUndoneChange() {
      const seen: number[][] = []
      const failed = this.transaction(() => {
        this.state.list.push(666)
        seen.push(this.state.list)
        throw new Error('no')
      })
      await failed.catch(() => undefined)
      return seen
    },
  },
  alarm() {},
})
