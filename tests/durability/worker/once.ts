import { defineDurableObject } from '@cloudwerk/durable-object'
import type { Backend } from './backend.ts'

/** How often the handlers of each key have run. */
export interface Runs {
  [key: string]: number
}

/** Methods that count their runs, and answer with what no second run would answer. */
export function defineOnce(backend: Backend) {
  return defineDurableObject({
    ...backend,
    init: () => ({ runs: {} as Runs, total: 0 }),

    methods: {
      count(key: string) {
        this.state.runs[key] = (this.state.runs[key] ?? 0) + 1
        this.state.total += 1
        return this.state.total
      },
      async countLater(key: string) {
        await new Promise((resolve) => setTimeout(resolve, 1))
        return this.count(key)
      },
      async countAfterOutside(key: string) {
        await this.outside(() => new Promise((resolve) => setTimeout(resolve, 1)))
        return this.count(key)
      },
      /** A part of it is stored before the rest, so a kill in between interrupts it for good. */
      async countBeforeOutside(key: string) {
        const total = this.count(key)
        await this.outside(() => new Promise((resolve) => setTimeout(resolve, 3)))
        return total
      },
      countAndThrow(key: string) {
        this.count(key)
        throw new Error(`on purpose, ${crypto.randomUUID()}`)
      },
      read() {
        return this.state
      },
    },
  })
}
