import { defineDurableObject, UserError } from '@cloudwerk/durable-object'
import { z } from 'zod'
import { gateOf } from '../../objects/gate.ts'

interface Message {
  user: string
  text: string
}

interface Viewer {
  user: string
  admin?: boolean
}

export const liveRoom = defineDurableObject({
  init: () => ({
    title: 'Lobby',
    secret: 'hidden',
    messages: [] as Message[],
    banned: ['mallory'],
  }),
  fetch(request) {
    return this.handleWebSocket(request, ['own'])
  },
  webSocketMessage(socket, message) {
    socket.send(`heard ${message}`)
  },
  methods: {
    say(text: string) {
      const { caller } = this.ctx
      const user = caller.kind === 'live' ? caller.viewer.user : caller.kind
      this.state.messages.push({ user, text })
      return this.state.messages.length
    },
    setTitle(title: string) {
      this.state.title = title
    },
    sayTwice({ text }: { text: string }, times: number) {
      for (let at = 0; at < times; at++) this.state.messages.push({ user: 'twice', text })
    },
    failAfterChange(how: string) {
      this.state.title = 'undone'
      if (how === 'user') throw new UserError('Not so.', { code: 'NOT_SO', data: { at: 1 } })
      throw new Error('the secret of the house')
    },
    async hold(title: string) {
      this.state.title = title
      await gateOf(this.id).pass()
    },
    async outsideOnce(first: string, second: string) {
      this.state.title = first
      await this.outside(() => gateOf(this.id).pass())
      this.state.title = second
    },
    userSockets() {
      this.broadcast('to the own')
      return this.ctx.getWebSockets().map((socket) => this.ctx.getTags(socket))
    },
    automaticAnswer() {
      return this.ctx.getWebSocketAutoResponse()
    },
    acceptAsPage() {
      this.ctx.acceptWebSocket(new WebSocketPair()[1], ['__cloudwerk_live'])
    },
    whoCalls() {
      return this.ctx.caller
    },
    unsendable() {
      this.state.title = 'unsendable'
      return { fn: () => 1 }
    },
  },
  live: {
    view: {
      title: true,
      messages: true,
      banned: { if: (viewer: Viewer) => viewer.admin === true },
    },
    calls: {
      say: [z.string().max(10)],
      setTitle: { args: [z.string()], if: (viewer: Viewer) => viewer.admin === true },
      sayTwice: [z.object({ text: z.string().trim() }), z.number().default(2)],
      failAfterChange: [z.string()],
      hold: [z.string()],
      outsideOnce: [z.string(), z.string()],
      whoCalls: [],
      unsendable: [],
    },
  },
})
