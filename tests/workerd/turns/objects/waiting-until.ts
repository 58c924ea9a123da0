import { defineDurableObject } from '@cloudwerk/durable-object'
import { sleep } from '../../objects/sleep.ts'

const told: Record<string, string[]> = {}

/** Work that continues after the method has answered. */
export const waitingUntil = defineDurableObject({
  init: () => ({ log: [] as string[] }),
  helpers: {
    tell(what: string) {
      told[this.id] = [...(told[this.id] ?? []), what]
    },
    async later(milliseconds: number): Promise<void> {
      await this.pause(milliseconds)
      try {
        this.state.log.push('written through the ended this')
      } catch (error) {
        this.tell((error as Error).message)
      }
      await this.transaction(() => this.state.log.push('in a turn of its own'))
    },
    async pause(milliseconds: number) {
      await sleep(milliseconds)
    },
    async outsideLater(milliseconds: number) {
      await this.outside(() => sleep(milliseconds))
      await this.later(1)
    },
    async soon() {
      await sleep(1)
      this.state.log.push('soon')
    },
    async failSoon() {
      await sleep(1)
      throw new Error('failed soon')
    },
  },
  methods: {
    told() {
      return told[this.id] ?? []
    },
    log() {
      return this.state.log
    },
    async call(milliseconds: number) {
      this.ctx.waitUntil(this.later(milliseconds))
      this.state.log.push('answered')
    },
    async all(milliseconds: number) {
      this.ctx.waitUntil(Promise.all([this.later(milliseconds), this.pause(milliseconds)]))
      this.state.log.push('answered')
    },
    async closure(milliseconds: number) {
      this.ctx.waitUntil(
        (async () => {
          await this.pause(1)
          await this.later(milliseconds)
        })(),
      )
      await sleep(3)
      this.state.log.push('answered')
    },
    async chain(milliseconds: number) {
      this.ctx.waitUntil(this.pause(1).then(() => this.later(milliseconds)))
      this.state.log.push('answered')
    },
    async away(milliseconds: number) {
      this.ctx.waitUntil(this.outsideLater(milliseconds))
      await this.outside(() => undefined)
      this.state.log.push('answered')
    },
    async failing() {
      this.ctx.waitUntil(this.failSoon())
      await sleep(5)
      this.state.log.push('answered')
    },
    /** Calls that are not given to waitUntil still belong to the handler. */
    async others() {
      this.ctx.waitUntil(sleep(60_000))
      void this.soon()
      void this.ctx.storage.put('key', 1)
    },
    async othersFail() {
      this.ctx.waitUntil(sleep(60_000))
      this.state.log.push('undone')
      void this.failSoon()
    },
  },
})
