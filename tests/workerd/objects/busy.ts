import { defineDurableObject } from '@cloudwerk/durable-object'
import { sleep } from './sleep.ts'

const told = new Map<string, string[]>()

export const busy = defineDurableObject({
  callTimeout: 40,
  holdLimit: 400,
  init: () => ({ log: [] as string[] }),
  helpers: {
    tell(message: string) {
      told.set(this.id, [...(told.get(this.id) ?? []), message])
    },
  },
  methods: {
    told() {
      return told.get(this.id) ?? []
    },
    log() {
      return this.state.log
    },
    add(entry: string) {
      this.state.log.push(entry)
    },
    async hold(milliseconds: number) {
      this.state.log.push('held')
      await sleep(milliseconds)
    },
    async arm() {
      await this.ctx.storage.setAlarm(Date.now() + 20)
    },
    async armAndHold(milliseconds: number) {
      await this.ctx.storage.setAlarm(Date.now() + 20)
      await sleep(milliseconds)
    },
    /** While the alarm's event waits, takes the alarm away or sets another. */
    async disarmWhileItWaits(replaceWith?: number) {
      await this.ctx.storage.setAlarm(Date.now() + 10)
      await sleep(60)
      if (replaceWith) await this.ctx.storage.setAlarm(Date.now() + replaceWith)
      else await this.ctx.storage.deleteAlarm()
      await sleep(10)
    },
    async disarmInVain() {
      await this.ctx.storage.setAlarm(Date.now() + 10)
      await sleep(60)
      await this.ctx.storage.transaction(async (txn) => {
        await txn.deleteAlarm()
        txn.rollback()
      })
    },
    /** The platform resets an object whose transaction waits behind a timer set outside of it. */
    async holdInTransaction(milliseconds: number) {
      await this.ctx.storage.transaction(async () => {
        await sleep(milliseconds)
        await sleep(1)
        this.state.log.push('committed')
      })
    },
    async transactionAfterWaiting() {
      this.state.log.push('first')
      await sleep(20)
      await this.holdInTransaction(80)
    },
    /** Goes on long after it was revoked. */
    async overstay() {
      const { state } = this
      state.log.push('undone')
      this.broadcast('undone')
      await sleep(600)
      const attempts = [
        () => state.log.push('late'),
        () => (this.state.log = []),
        () => this.ctx.storage.put('late', 1),
        () => this.transaction(() => this.state.log.push('late')),
        () => this.ctx.storage.transaction(async () => 1),
        () => this.broadcast('late'),
      ]
      for (const attempt of attempts) {
        try {
          this.tell(`no error: ${await attempt()}`)
        } catch (error) {
          this.tell((error as Error).message)
        }
      }
      await this.outside(() => 1)
      return 'nobody hears this'
    },
    async overstayInSavepoint() {
      await this.transaction(async () => {
        this.state.log.push('undone')
        await sleep(600)
        throw new Error('no')
      })
    },
  },
  alarm() {
    this.state.log.push('alarm')
  },
})

/** Reports who makes others wait. */
export const slow = defineDurableObject({
  methods: {
    hold: (milliseconds: number) => sleep(milliseconds),
    async warnings() {
      return []
    },
  },
})

export const crowded = defineDurableObject({
  init: () => ({ count: 0, alarms: 0 }),
  methods: {
    count() {
      this.state.count += 1
    },
    seen() {
      return this.state
    },
    async armAndHold(milliseconds: number) {
      await this.ctx.storage.setAlarm(Date.now() + 20)
      await sleep(milliseconds)
    },
  },
  alarm() {
    this.state.alarms += 1
  },
})
