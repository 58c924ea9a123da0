import { defineDurableObject } from '@cloudwerk/durable-object'
import { gateOf } from '../../objects/gate.ts'
import { sleep } from '../../objects/sleep.ts'

const told = new Map<string, string[]>()

/** Calls wait at most 40 ms for it. A test can hold it for as long as it likes. */
export const impatient = defineDurableObject({
  callTimeout: 40,
  init: () => ({ log: [] as string[] }),
  helpers: {
    /** Sets an alarm and holds the object until the platform has delivered it, so that it waits. */
    async letAnAlarmWait() {
      await this.ctx.storage.setAlarm(Date.now())
      await this.ctx.storage.sync()
      while ((await this.ctx.storage.getAlarm()) !== null) await sleep(1)
    },
  },
  methods: {
    log() {
      return this.state.log
    },
    add(entry: string) {
      this.state.log.push(entry)
    },
    async hold() {
      this.state.log.push('held')
      await gateOf(this.id).pass()
    },
    async holdWhileAnAlarmWaits() {
      await this.letAnAlarmWait()
      await gateOf(this.id).pass()
    },
    /** Deletes or replaces the alarm while it waits. */
    async disarmWhileItWaits(replaceWith?: number) {
      await this.letAnAlarmWait()
      if (replaceWith) await this.ctx.storage.setAlarm(replaceWith)
      else await this.ctx.storage.deleteAlarm()
    },
    async disarmInVain() {
      await this.letAnAlarmWait()
      await this.ctx.storage.transaction(async (txn) => {
        await txn.deleteAlarm()
        txn.rollback()
      })
    },
    /**
     * A call that arrives before the transaction times out during it. The platform resets an object
     * whose transaction waits behind a timer that was set outside the transaction.
     */
    async transactionAfterWaiting() {
      this.state.log.push('first')
      await sleep(20)
      await this.ctx.storage.transaction(async () => {
        await gateOf(this.id).pass()
        this.state.log.push('committed')
      })
    },
  },
  alarm() {
    this.state.log.push('alarm')
  },
})

/** Ends a handler that holds it for too long. */
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
    /** Continues after the runtime has ended it. */
    async overstay() {
      const { state } = this
      state.log.push('undone')
      this.broadcast('undone')
      await gateOf(this.id).pass()
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
        await gateOf(this.id).pass()
        // Runs after the failed savepoint has undone its changes.
        setTimeout(() => this.tell('over'), 5)
        throw new Error('no')
      })
    },
  },
})

/** Warns about a handler that makes other calls wait. */
export const slow = defineDurableObject({
  methods: {
    hold: (milliseconds: number) => sleep(milliseconds),
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
    /** Holds the object until its test opens the gate and an alarm has arrived. */
    async holdAndArm() {
      await gateOf(this.id).pass()
      await this.ctx.storage.setAlarm(Date.now())
      await this.ctx.storage.sync()
      while ((await this.ctx.storage.getAlarm()) !== null) await sleep(1)
    },
  },
  alarm() {
    this.state.alarms += 1
  },
})
