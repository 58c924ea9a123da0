import { defineDurableObject } from '@cloudwerk/durable-object'
import { gateOf } from '../../objects/gate.ts'
import { sleep } from '../../objects/sleep.ts'

export const outsider = defineDurableObject({
  init: () => ({ log: [] as string[], items: [{ n: 1 }, { n: 2 }] }),
  helpers: {
    async attempt(fn: () => unknown) {
      try {
        return await fn()
      } catch (error) {
        return (error as Error).message
      }
    },
    /** Waits until another handler has removed the first item. */
    async othersRemove() {
      while (this.state.items.length > 1) await sleep(1)
    },
    async failOnceOthersAreIn() {
      while (!this.state.log.includes('other in')) await sleep(1)
      throw new Error('beside')
    },
  },
  methods: {
    add(entry: string) {
      this.state.log.push(entry)
    },
    read() {
      return this.state
    },
    async goOut(label: string, milliseconds: number) {
      this.state.log.push(`${label} before`)
      await this.outside(() => sleep(milliseconds))
      this.state.log.push(`${label} after`)
      await sleep(2)
      this.state.log.push(`${label} end`)
    },
    async stay(label: string, milliseconds: number) {
      this.state.log.push(`${label} in`)
      await sleep(milliseconds)
      this.state.log.push(`${label} out`)
    },
    async changesThenFails() {
      this.state.log.push('committed')
      await this.outside(() => sleep(1))
      this.state.log.push('undone')
      throw new Error('after it')
    },
    async writesOutside() {
      const { log } = this.state
      return this.outside(async () => {
        await sleep(1)
        return [
          await this.attempt(() => log.push('x')),
          await this.attempt(() => this.ctx.storage.put('x', 1)),
          await this.attempt(() => this.transaction(() => 1)),
          await this.attempt(() => this.ctx.storage.transaction(async () => 1)),
          await this.attempt(() => this.ctx.storage.deleteAll()),
          await this.attempt(() => log.length),
        ]
      })
    },
    /** Writes in a branch while another branch is outside. */
    async writesBeside(milliseconds: number) {
      const away = this.outside(() => sleep(milliseconds + 20))
      await sleep(milliseconds)
      const told = await this.attempt(() => this.state.log.push('beside'))
      await sleep(1)
      this.state.log.push(`told: ${told}`)
      await away
    },
    async branches() {
      const branch = async (milliseconds: number) => {
        const value = await this.outside(async () => {
          await sleep(milliseconds)
          return milliseconds
        })
        return [value, await this.attempt(() => this.state.log.push(String(value)))]
      }
      return Promise.all([branch(4), branch(12), branch(8)])
    },
    async passesErrors() {
      return [
        await this.attempt(() => this.outside(() => Promise.reject(new Error('inside')))),
        await this.attempt(() =>
          this.outside(() => {
            throw new Error('at once')
          }),
        ),
        this.state.log.push('still here'),
      ]
    },
    async failsBesideOutside() {
      this.state.log.push('committed')
      const away = this.outside(() => gateOf(this.id).pass())
      await Promise.all([away, this.failOnceOthersAreIn()])
    },
    async nestedOutside() {
      return this.outside(() => this.outside(() => sleep(2)).then(() => 'both'))
    },
    removeFirst() {
      this.state.items.shift()
    },
    async changeFoundOutside() {
      const { log } = this.state
      const [first, second] = await this.outside(async () => {
        const found = [...this.state.items]
        await this.othersRemove()
        return found
      })
      log.push('back')
      return [await this.attempt(() => (second.n = 22)), await this.attempt(() => (first.n = 11))]
    },
    async changeOnlyFoundOutside() {
      const [first, second] = await this.outside(async () => {
        const found = [...this.state.items]
        await this.othersRemove()
        return found
      })
      return [await this.attempt(() => (second.n = 22)), await this.attempt(() => (first.n = 11))]
    },
    async changeOwnDetached() {
      const first = this.state.items.shift() ?? { n: 0 }
      const whole = { first }
      await this.outside(() => gateOf(this.id).pass())
      first.n = 11
      return [whole.first.n, ++first.n]
    },
    async changeDetached() {
      const [first, second] = this.state.items
      await this.outside(() => this.othersRemove())
      return [await this.attempt(() => (second.n = 22)), await this.attempt(() => (first.n = 11))]
    },
  },
})
