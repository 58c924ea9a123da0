import { defineDurableObject } from '@cloudwerk/durable-object'
import {
  answerPings,
  cleanName,
  dropSilent,
  nextLook,
  parseMessage,
} from '../../../shared/visitors'
import { type ChatMessage, type FromPage, type FromRoom, maxTextLength } from '../protocol'

const kept = 1_000
const page = 50

/** What the room knows about a connection, kept with its socket while the room sleeps. */
interface Visitor {
  user: string
  connected: number
}

/** One room: its last thousand messages, and whoever is connected. */
export default defineDurableObject({
  init: () => ({ messages: [] as ChatMessage[], lastNumber: 0 }),

  start(ctx) {
    answerPings(ctx)
  },

  /** Connects `?username=`; with `&since=12` the history starts after message 12. */
  async fetch(request) {
    if (request.headers.get('Upgrade') !== 'websocket') {
      return new Response('Expected a WebSocket', { status: 426 })
    }
    const { searchParams } = new URL(request.url)
    const user = cleanName(searchParams.get('username'))
    const isNew = !this.online().includes(user)

    const { 0: client, 1: socket } = new WebSocketPair()
    this.ctx.acceptWebSocket(socket)
    socket.serializeAttachment({ user, connected: Date.now() } satisfies Visitor)
    send(socket, {
      type: 'history',
      user,
      ...this.recent(Number(searchParams.get('since') ?? 0)),
      online: this.online(),
    })
    if (isNew) this.announce('join', user)
    this.jobs.dropSilent(nextLook)
    return new Response(null, { status: 101, webSocket: client })
  },

  webSocketMessage(socket, text) {
    const { user } = visitorOf(socket)
    const data = parseMessage<FromPage>(text)
    if (data?.type === 'rename') this.rename(socket, cleanName(data.name))
    if (data?.type === 'message') this.post(socket, { user, id: data.id, text: data.text })
    if (data?.type === 'typing') {
      const typing = data.typing === true
      this.broadcast({ type: 'typing', user, typing } satisfies FromRoom, socket)
    }
  },

  webSocketClose(socket) {
    this.left(socket)
  },

  webSocketError(socket) {
    this.left(socket)
  },

  jobs: {
    dropSilent() {
      if (dropSilent(this.ctx, (socket) => this.left(socket))) this.jobs.dropSilent(nextLook)
    },
  },

  methods: {
    async getOnlineUsers() {
      return this.online()
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

  helpers: {
    /** The names of everyone who is connected, each once however many tabs they have open. */
    online(except?: WebSocket): string[] {
      const open = this.ctx
        .getWebSockets()
        .filter((socket) => socket !== except && socket.readyState === WebSocket.READY_STATE_OPEN)
      const names = open.map((socket) => visitorOf(socket).user)
      return [...new Set(names)].sort((one, other) => one.localeCompare(other))
    },

    recent(since: number): { messages: ChatMessage[]; hasEarlier: boolean } {
      const { messages } = this.state
      const first = messages.findIndex(({ number }) => number > since)
      const news = first < 0 ? [] : messages.slice(first)
      if (since > 0) return { messages: news, hasEarlier: false }
      return { messages: news.slice(-page), hasEarlier: news.length > page }
    },

    post(socket: WebSocket, { id, user, text }: Pick<ChatMessage, 'id' | 'user' | 'text'>): void {
      const reason = reasonAgainst(id, text)
      // A sender that has not seen its message come back sends it again.
      const known = this.state.messages.findLast((message) => message.id === id)
      if (reason) send(socket, { type: 'refused', id, reason })
      else if (known) send(socket, { type: 'message', ...known })
      else this.add({ id, user, text: text.trim() })
    },

    add({ id, user, text }: Pick<ChatMessage, 'id' | 'user' | 'text'>): void {
      const { messages } = this.state
      this.state.lastNumber += 1
      const number = this.state.lastNumber
      const message = { number, id, user, text, timestamp: Date.now() }
      messages.push(message)
      if (messages.length > kept) messages.splice(0, messages.length - kept)
      this.broadcast({ type: 'message', ...message } satisfies FromRoom)
    },

    rename(socket: WebSocket, user: string): void {
      const visitor = visitorOf(socket)
      socket.serializeAttachment({ ...visitor, user } satisfies Visitor)
      const renamed = { type: 'renamed', from: visitor.user, user, online: this.online() } as const
      this.broadcast(renamed satisfies FromRoom)
    },

    left(socket: WebSocket): void {
      const { user } = visitorOf(socket)
      if (!this.online(socket).includes(user)) this.announce('leave', user, socket)
    },

    announce(type: 'join' | 'leave', user: string, except?: WebSocket): void {
      const online = this.online(except)
      this.broadcast({ type, user, online, timestamp: Date.now() } satisfies FromRoom)
    },
  },
})

function visitorOf(socket: WebSocket): Visitor {
  return socket.deserializeAttachment()
}

function send(socket: WebSocket, message: FromRoom): void {
  socket.send(JSON.stringify(message))
}

function reasonAgainst(id: unknown, text: unknown): string | undefined {
  if (typeof id !== 'string' || id === '' || id.length > 64) return 'The message has no id'
  if (typeof text !== 'string' || text.trim() === '') return 'The message is empty'
  if (text.length > maxTextLength) return `The message is longer than ${maxTextLength} characters`
  return undefined
}
