import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'
import { programs } from '../../objects/programmed.ts'

// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler
type Any = any

class Visits {
  readonly #by = new Map<string, number>()
  count(who: string): number {
    const visits = (this.#by.get(who) ?? 0) + 1
    this.#by.set(who, visits)
    return visits
  }
}

let made = 0
const perform = (self: Any, program: string) => programs.get(program)?.(self) as Any

const keys = {
  init(this: Any) {
    return programs.get(`init ${this.name}`)?.(this) ?? ({ visits: 0, log: [] as string[] } as Any)
  },
  memory: (ctx: Any) => {
    programs.get(`memory ${ctx.id.name}`)?.(ctx)
    made += 1
    return { made, visits: new Visits(), log: [] as string[], timer: undefined as Any, ctx }
  },
  start(this: Any) {
    this.memory.log.push('start')
    return programs.get(`start ${this.name}`)?.(this) as Any
  },
  calls: { reads: ['read'] as never[] },
  methods: {
    async visit(this: Any, who: string) {
      this.state.visits += 1
      return this.memory.visits.count(who)
    },
    async read(this: Any, program: string) {
      return perform(this, program)
    },
    async perform(this: Any, program: string) {
      return perform(this, program)
    },
  },
  helpers: {
    help(this: Any) {
      this.memory.log.push('helper')
    },
  },
  jobs: {
    async note(this: Any) {
      this.memory.log.push('job')
    },
  },
  schedules: {
    daily: {
      cron: '0 0 * * *',
      run(this: Any) {
        this.memory.log.push('schedule')
      },
    },
  },
  sockets: {
    accept(this: Any) {
      this.memory.log.push('accept')
      return { data: { from: 'accept' } }
    },
    open(this: Any) {
      this.memory.log.push('open')
    },
  },
  fetch(this: Any, request: Request) {
    this.memory.log.push('fetch')
    return this.handleWebSocket(request)
  },
  webSocketMessage(this: Any, socket: WebSocket) {
    this.memory.log.push('message')
    socket.send(JSON.stringify(this.memory.log))
  },
  alarm(this: Any) {
    this.memory.log.push('alarm')
  },
}

/** Runs the programs of a test, and keeps things in its memory. */
export const remembering = defineDurableObject({
  ...keys,
  live: { calls: { visit: [z.string()] } },
})
export const rememberingRows = defineDurableObject({ ...keys, sqlite: true })
export const rememberingOnceChanged = defineDurableObject({ ...keys, createOn: 'change' })

/** As an app writes it. */
export const remembered = defineDurableObject({
  init: () => ({ value: 0 }),
  memory: () => ({ seen: new Map<string, number>() }),
  methods: {
    async see(key: string) {
      const seen = (this.memory.seen.get(key) ?? 0) + 1
      this.memory.seen.set(key, seen)
      return seen
    },
  },
})

/** What gives no memory, by the name of the object. */
export const wrongMemories = new Map<string | undefined, () => unknown>()
export const misremembering = defineDurableObject({
  memory(this: unknown, ctx) {
    return wrongMemories.get(ctx.id.name)?.call(this) as object
  },
  methods: {
    async get() {
      return this.memory as unknown
    },
  },
})
