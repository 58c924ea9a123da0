import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'
import { createMessage, createMessages, type Message } from '../board/messages.ts'

/** The chat room of `rooms-ours.ts` as a live page, which shows all messages that the room keeps. */
export const liveChat = defineDurableObject({
  init: () => ({ messages: [] as Message[], most: 1000 }),
  methods: {
    say(text: string) {
      const { state } = this
      state.messages.push(createMessage(text))
      if (state.messages.length > state.most) state.messages = state.messages.slice(-state.most)
    },
    /** Has so many messages, and keeps all from now on. */
    fill(count: number) {
      this.state.most = Number.POSITIVE_INFINITY
      this.state.messages = createMessages(count)
    },
    kept(): number {
      return this.state.messages.length
    },
  },
  live: { view: { messages: true }, calls: { say: [z.string().max(2000)] } },
})
