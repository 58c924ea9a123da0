import { defineDurableObject, UserError } from '@cloudwerk/durable-object'
import { z } from 'zod'
import type { Item } from '../item.ts'

const id = z.uuid()
const text = z.string().trim().min(1).max(200)

export default defineDurableObject({
  init: () => ({ items: [] as Item[] }),

  methods: {
    async add(id: string, text: string) {
      if (this.state.items.length >= 100) {
        throw new UserError('The list is full.', { code: 'FULL' })
      }
      this.state.items.push({ id, text, done: false })
    },
    async setDone(id: string, done: boolean) {
      const item = this.state.items.find((item) => item.id === id)
      if (item) item.done = done
    },
    async remove(id: string) {
      const index = this.state.items.findIndex((item) => item.id === id)
      if (index >= 0) this.state.items.splice(index, 1)
    },
  },

  live: {
    view: { items: true },
    calls: { add: [id, text], setDone: [id, z.boolean()], remove: [id] },
    // What a page sets with setPresence() comes on top.
    presence: () => ({}),
  },
})
