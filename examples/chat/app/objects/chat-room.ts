import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'
import { maxNameLength } from '../../../shared/visitors'
import { type ChatMessage, maxTextLength } from '../message'

const kept = 1_000
const page = 50

const id = z.string().min(1, 'The message has no id').max(64, 'The id of the message is too long')
const user = z.string().trim().min(1, 'The sender has no name').max(maxNameLength)
const text = z
  .string()
  .trim()
  .min(1, 'The message is empty')
  .max(maxTextLength, `The message is longer than ${maxTextLength} characters`)

/** One room: its last thousand messages. Who is there is known to the pages alone. */
export default defineDurableObject({
  init: () => ({ messages: [] as ChatMessage[], lastNumber: 0 }),

  methods: {
    async say(id: string, user: string, text: string) {
      const { messages } = this.state
      // A sender who does not know whether a message arrived sends it again.
      if (messages.findLast((message) => message.id === id)) return
      this.state.lastNumber += 1
      messages.push({ number: this.state.lastNumber, id, user, text, timestamp: Date.now() })
      if (messages.length > kept) messages.splice(0, messages.length - kept)
    },

    async getRecentMessages(limit = page) {
      return this.state.messages.slice(-limit)
    },

    async getMessagesBefore(number: number, limit = page) {
      const end = this.state.messages.findIndex((message) => message.number >= number)
      const earlier = this.state.messages.slice(0, end < 0 ? undefined : end)
      return { messages: earlier.slice(-limit), hasEarlier: earlier.length > limit }
    },
  },

  // Pages send it again when nobody knows whether it arrived.
  calls: { idempotent: ['say'] },

  live: {
    view: { messages: { last: page } },
    calls: { say: [id, user, text] },
    // What pages set with setPresence(): their names, and whether they are typing.
    presence: () => ({}),
  },
})
