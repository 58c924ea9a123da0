import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'
import type { Gate } from '../../objects/gate.ts'

/** What the alarm handler of an object does, by name. In memory, since its failures undo what it stores. */
export const doing = new Map<string, string>()
/** Where the alarm handler of an object waits, by name. */
export const gates = new Map<string, Gate>()
/** The arguments of each alarm, by the name of its object. */
export const told = new Map<string, (AlarmInvocationInfo | undefined)[]>()

const schema = z.object({ rung: z.number().min(0), kept: z.number() })

export const alarms = defineDurableObject({
  schema,
  holdLimit: 100,
  sqlite: true,
  init: () => ({ rung: 0, kept: 0 }),
  start() {
    if (doing.get(this.name ?? '') === 'start fails') throw new Error('start fails')
  },
  methods: {
    async ringAt(time: number) {
      await this.ctx.storage.setAlarm(time)
    },
    async stop() {
      await this.ctx.storage.deleteAlarm()
    },
    async read() {
      return { ...this.state, alarm: await this.ctx.storage.getAlarm() }
    },
  },
  async alarm(info) {
    const { name = '' } = this
    told.set(name, [...(told.get(name) ?? []), info])
    this.state.rung += 1
    const does = doing.get(name)
    if (does === 'throw') throw new Error('the alarm fails')
    if (does === 'break the schema') this.state.rung = -1
    if (does === 'abort') this.ctx.abort('ended by its alarm')
    if (does === 'hold') await gates.get(name)?.pass()
    if (does === 'set and throw') {
      await this.ctx.storage.setAlarm(Date.now() + 86_400_000)
      throw new Error('the alarm fails')
    }
    if (does === 'delete and throw') {
      await this.ctx.storage.deleteAlarm()
      throw new Error('the alarm fails')
    }
    if (does === 'go outside and throw') {
      await this.outside(() => gates.get(name)?.pass())
      throw new Error('the alarm fails')
    }
    if (does === 'set, go outside and throw') {
      await this.ctx.storage.setAlarm(later)
      await this.outside(() => undefined)
      throw new Error('the alarm fails')
    }
    if (does === 'set') await this.ctx.storage.setAlarm(later)
    if (does === 'look') this.state.kept = (await this.ctx.storage.getAlarm()) ?? 0
  },
})

export const later = Date.UTC(2100, 0, 1)

export const legacyAlarms = defineDurableObject({
  sqlite: false,
  init: () => ({ rung: 0 }),
  methods: {
    async ringAt(time: number) {
      await this.ctx.storage.setAlarm(time)
    },
    async read() {
      return { ...this.state, alarm: await this.ctx.storage.getAlarm() }
    },
    async keys() {
      return [...(await this.ctx.storage.list({ limit: 5 })).keys()]
    },
  },
  alarm(info) {
    const { name = '' } = this
    told.set(name, [...(told.get(name) ?? []), info])
    this.state.rung += 1
    if (doing.get(name) === 'throw') throw new Error('the alarm fails')
  },
})

/** Has no state. */
export const statelessAlarms = defineDurableObject({
  methods: {
    async ringAt(time: number) {
      await this.ctx.storage.setAlarm(time)
    },
    async alarmAt() {
      return this.ctx.storage.getAlarm()
    },
  },
  alarm() {
    throw new Error('the alarm fails')
  },
})
