import { defineDurableObject } from '@cloudwerk/durable-object'

interface Plan {
  count: number
  time: number | null
}

/** Keeps the time of the alarm in the state as well. */
export const planner = defineDurableObject({
  init(): Plan {
    return { count: 0, time: null }
  },

  methods: {
    async plan(time: number, isAwaited: boolean) {
      this.state.count += 1
      this.state.time = time
      const setting = this.ctx.storage.setAlarm(time)
      if (isAwaited) await setting
      return this.state.count
    },
    async cancel() {
      await this.ctx.storage.deleteAlarm()
      this.state.count += 1
      this.state.time = null
      return this.state.count
    },
    async read() {
      return { ...this.state, alarm: await this.ctx.storage.getAlarm() }
    },
  },

  alarm() {},
})

interface Rings {
  planned: number
  rung: number
}

/** Reports its alarms to an outside server, so that tests need not wake it with calls. */
export const alarmClock = defineDurableObject({
  init(): Rings {
    return { planned: 0, rung: 0 }
  },

  methods: {
    async ringIn(milliseconds: number, reportUrl: string) {
      this.state.planned += 1
      await this.ctx.storage.put('reportUrl', reportUrl)
      await this.ctx.storage.setAlarm(Date.now() + milliseconds)
    },
    async read() {
      return { ...this.state, alarm: await this.ctx.storage.getAlarm() }
    },
  },

  async alarm() {
    this.state.rung += 1
    const reportUrl = await this.ctx.storage.get<string>('reportUrl')
    await this.outside(() => fetch(`${reportUrl}`, { method: 'POST', body: this.name ?? '' }))
  },
})
