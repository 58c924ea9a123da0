import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'
import type { Message } from '../message.ts'

const name = z.string().trim().min(1).max(40)
const text = z.string().trim().min(1).max(1000)

export default defineDurableObject({
  init: () => ({ messages: [] as Message[] }),

  methods: {
    // Pages show a message only once it is on disk.
    async say(user: string, text: string) {
      this.state.messages.push({ user, text, timestamp: Date.now() })
      if (this.state.messages.length > 1000) {
        this.state.messages = this.state.messages.slice(-1000)
      }
    },

    async getRecentMessages(limit = 50) {
      return this.state.messages.slice(-limit)
    },
  },

  live: {
    view: { messages: { last: 50 } },
    calls: { say: [name, text] },
    // What a page sets with setPresence() comes on top.
    presence: () => ({}),
  },
})
