import { defineDurableObject, UserError } from '@cloudwerk/durable-object'
import { z } from 'zod'

export interface Item {
  id: string
  value: number
}

export interface Chaos {
  /** How many changes there were. */
  count: number
  /** Of the values of all items. */
  sum: number
  items: Item[]
  byId: Map<string, { value: number }>
  /** The tokens of the last calls, and how many came twice. */
  tokens: string[]
  twice: number
  note: string
}

const someTime = () => new Promise((resolve) => setTimeout(resolve, 0))

/** Breaks the rules of its state in the middle of each handler, and keeps them at the end. */
function defineChaos(sqlite: boolean) {
  return defineDurableObject({
    sqlite,
    init: (): Chaos => ({
      count: 0,
      sum: 0,
      items: [],
      byId: new Map(),
      tokens: [],
      twice: 0,
      note: 'kept',
    }),
    helpers: {
      change(token: string, at: number) {
        const { state } = this
        if (state.tokens.includes(token)) state.twice++
        state.tokens = [...state.tokens.slice(-500), token]
        state.count++
        const index = at % (state.items.length + 1)
        const item = state.items[index]
        switch (at % 7) {
          case 0:
          case 1:
          case 2: {
            const added = { id: token, value: at }
            if (at % 2) state.items.splice(index, 0, added)
            else state.items = [...state.items, added]
            state.byId.set(added.id, { value: at })
            state.sum += at
            break
          }
          case 3:
            if (!item) break
            state.items.splice(index, 1)
            state.byId.delete(item.id)
            state.sum -= item.value
            break
          case 4:
            state.items.sort((a, b) => a.value - b.value)
            break
          case 5:
            state.items.reverse()
            break
          default: {
            if (!item) break
            state.sum += at - item.value
            item.value = at
            const entry = state.byId.get(item.id)
            if (entry) entry.value = at
          }
        }
        if (state.items.length <= 40) return
        for (const { id, value } of state.items.splice(20)) {
          state.byId.delete(id)
          state.sum -= value
        }
      },
      spoil() {
        this.state.note = 'undone'
        this.state.items.push({ id: 'undone', value: 1 })
        this.state.byId.delete(this.state.items[0]?.id ?? '')
      },
    },
    methods: {
      async act(token: string, at: number, how: string) {
        if (how === 'fail') {
          this.spoil()
          await someTime()
          throw new UserError('As asked.')
        }
        if (how === 'savepoint') {
          await this.transaction(async () => {
            this.spoil()
            await someTime()
            throw new Error('undone')
          }).catch(() => {})
        }
        if (how === 'slow') {
          this.state.note = 'undone'
          await someTime()
          this.state.note = 'kept'
        }
        this.change(token, at)
        if (how === 'outside') {
          await this.outside(someTime)
          this.change(`${token} again`, at + 3)
        }
        return token
      },
      /** Ends in the middle of a handler. */
      async die() {
        this.spoil()
        await someTime()
        this.ctx.abort('die')
        await someTime()
      },
      all() {
        return this.state
      },
    },
    live: {
      view: {
        count: true,
        sum: true,
        items: true,
        byId: true,
        tokens: { last: 300 },
        twice: true,
        note: true,
      },
      calls: { act: [z.string(), z.number(), z.string()] },
    },
  })
}

export const liveChaos = defineChaos(false)
export const liveChaosSql = defineChaos(true)
