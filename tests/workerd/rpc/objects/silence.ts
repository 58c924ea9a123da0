import { durableObjects } from '@cloudwerk/core/bindings'
import { defineDurableObject } from '@cloudwerk/durable-object'
import { sleep } from '../../objects/sleep.ts'

interface Part {
  n: number
}
const parts = new Map<string, Part>()

/** Each method fails where nobody would notice. The end-to-end tests serve this file too. */
export const silent = defineDurableObject({
  init: () => ({ value: 0, part: { n: 0 }, list: [] as number[] }),

  helpers: {
    async changeLater(milliseconds: number) {
      await sleep(milliseconds)
      this.state.value = 1
    },
    async failLater(milliseconds: number): Promise<void> {
      await sleep(milliseconds)
      throw new Error('failed in the background on purpose')
    },
  },

  methods: {
    read() {
      return this.state
    },
    fail() {
      throw new Error('the other object failed on purpose')
    },
    async writesInTimer() {
      setTimeout(() => {
        this.state.value += 1
      }, 5)
    },
    async changesPartInTimer() {
      const { part } = this.state
      setTimeout(() => {
        part.n = 1
      }, 5)
    },
    async changesPartInPromise() {
      const { list } = this.state
      void sleep(5).then(() => list.push(1))
    },
    writesInTimerAtOnce() {
      setTimeout(() => {
        this.state.value += 1
      }, 5)
    },
    changesPartInPromiseAtOnce() {
      const { list } = this.state
      void sleep(5).then(() => list.push(1))
    },
    forgetsCallAtOnce() {
      void durableObjects.Silent?.getByName('other').fail()
    },
    failsInTimerAtOnce() {
      setTimeout(() => {
        throw new Error('failed in a timer on purpose')
      }, 5)
    },
    async keepsPart() {
      parts.set(this.id, this.state.part)
    },
    async changesPartOfAnother() {
      const part = parts.get(this.id)
      if (part) part.n = 1
    },
    async forgetsCall(): Promise<void> {
      void durableObjects.Silent?.getByName('other').fail()
      await sleep(30)
    },
    async forgetsCallAndEnds(): Promise<void> {
      void durableObjects.Silent?.getByName('other').fail()
    },
    async awaitsCallLate(): Promise<string> {
      const call = Promise.resolve(durableObjects.Silent?.getByName('other').fail())
      await sleep(30)
      return call.then(
        () => 'no error',
        (error) => error.message,
      )
    },
    async setsField() {
      Object.assign(this, { cache: 1 })
    },
    async writesStorageLate() {
      setTimeout(() => void this.ctx.storage.put('late', 1), 5)
    },
    async putsLateInPromise() {
      const { storage } = this.ctx
      void sleep(5).then(() => storage.put('late', 1))
    },
    async failsInWaitUntil() {
      this.ctx.waitUntil(this.failLater(5))
    },
    async writesInWaitUntil() {
      this.ctx.waitUntil(this.changeLater(5))
    },
    async leavesBranchBehind() {
      const slow = async () => {
        await this.outside(() => sleep(20))
        this.state.value = 1
      }
      await Promise.race([slow(), sleep(2)])
    },
    async failsInTimer() {
      setTimeout(() => {
        throw new Error('failed in a timer on purpose')
      }, 5)
    },
    async rejectsInTimer() {
      setTimeout(async () => {
        await sleep(1)
        throw new Error('rejected in a timer on purpose')
      }, 5)
    },
    async failsInLateTransaction() {
      setTimeout(() => {
        void this.transaction(() => {
          throw new Error('failed in its own turn on purpose')
        })
      }, 5)
    },
    async broadcastsWrongLate() {
      setTimeout(() => this.broadcast(undefined), 5)
    },
    async sendsWrongLate() {
      const { 0: socket } = new WebSocketPair()
      socket.accept()
      setTimeout(() => socket.send({} as string), 5)
    },
  },
})
