import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'

interface Message {
  text: string
  ip: string
}

/** Keeps what it changes for a time. */
function keeping(sqlite: true | undefined) {
  return defineDurableObject({
    ...(sqlite && { sqlite }),
    init: () => ({ title: 'first', messages: [] as Message[], hidden: '', unseen: 0, long: '' }),
    methods: {
      say(text: string) {
        this.state.messages.push({ text, ip: `ip of ${text}` })
      },
      hide(text: string) {
        this.state.hidden = text
      },
      ignore() {
        this.state.unseen += 1
      },
      fill(characters: number) {
        this.state.long = 'x'.repeat(characters)
      },
      async fail(text: string) {
        this.state.messages.push({ text, ip: '' })
        await this.outside(() => undefined)
        this.state.messages.push({ text: `${text}, undone`, ip: '' })
        throw new Error('on purpose')
      },
      async replace(text: string) {
        await this.ctx.storage.deleteAll()
        this.state = {
          title: 'another',
          messages: [{ text, ip: '' }],
          hidden: '',
          unseen: 0,
          long: '',
        }
      },
      async forget() {
        await this.ctx.storage.deleteAll()
      },
      get() {
        return this.state
      },
    },
    calls: { reads: ['get'] },
    live: {
      view: {
        title: true,
        messages: { last: 50, omit: ['ip'] },
        hidden: { if: (viewer: { admin?: boolean }) => viewer.admin === true },
        long: true,
      },
      calls: { say: [z.string()] },
      history: '15m',
    },
  })
}

export const keepingWithSql = keeping(true)
export const keepingWithoutSql = keeping(undefined)
