import { defineDurableObject } from '@cloudwerk/durable-object'
import { sleep } from '../../objects/sleep.ts'

const parts = {
  calls: { reads: ['read' as const] },
  init: () => ({ value: 0 }),
  methods: {
    increment(this: { state: { value: number } }) {
      this.state.value += 1
      return this.state.value
    },
    incrementAndThrow(this: { state: { value: number } }) {
      this.state.value += 1
      throw new Error('undone')
    },
    read(this: { state: { value: number } }) {
      return this.state.value
    },
    async transact(this: { state: { value: number }; ctx: { storage: DurableObjectStorage } }) {
      await this.ctx.storage.transaction(async () => {
        await sleep(2)
        await sleep(2)
        this.state.value += 1
      })
    },
  },
}

export const grouping = defineDurableObject(parts)
export const notGrouping = defineDurableObject({ ...parts, groupCommit: false })
