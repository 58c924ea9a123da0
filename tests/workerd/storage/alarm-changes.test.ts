import { expect, test } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'
import { Gate } from '../objects/gate.ts'
import { programs } from '../objects/programmed.ts'
import { alarmOf, perform, programmedClasses, ring } from '../programs.ts'
import { later } from './objects/alarms.ts'

test.each(programmedClasses)(
  'an alarm that the alarm handler of %s sets stays set, even if the handler then changes the state',
  async (className) => {
    for (const point of ['sync', 'outside']) {
      const name = `set before ${point}`
      const stub = objectOf(className, name)
      programs.set(`alarm ${name}`, async (self) => {
        await self.ctx.storage.setAlarm(later + 1)
        await (point === 'sync' ? self.ctx.storage.sync() : self.outside(() => undefined))
        self.state.log.push('rung')
      })
      await perform([className, name], ({ ctx }) => ctx.storage.setAlarm(later))
      await ring(stub)
      expect(await stub.read()).toEqual({ log: ['rung'] })
      expect(await alarmOf(stub)).toBe(later + 1)
    }
  },
)

test.each(programmedClasses)(
  'an alarm that another handler of %s sets while the alarm handler is outside stays set',
  async (className) => {
    const stub = objectOf(className, 'another')
    const gate = new Gate()
    programs.set('alarm another', async (self) => {
      await self.outside(() => gate.pass())
      self.state.log.push('rung')
    })
    await perform([className, 'another'], ({ ctx }) => ctx.storage.setAlarm(later))
    const ringing = ring(stub)
    await gate.reached()
    await perform([className, 'another'], ({ ctx }) => ctx.storage.setAlarm(later + 1))
    gate.open()
    await ringing
    expect(await stub.read()).toEqual({ log: ['rung'] })
    expect(await alarmOf(stub)).toBe(later + 1)
  },
)

test.each(programmedClasses)(
  'an alarm that start of %s sets does not replace the alarm that woke the object',
  async (className) => {
    for (const when of ['where there is none', 'always']) {
      const stub = () => objectOf(className, when)
      const seen: unknown[] = []
      programs.set(`start ${when}`, async ({ ctx }) => {
        const at = await ctx.storage.getAlarm()
        seen.push(at)
        if (at === null || when === 'always') await ctx.storage.setAlarm(later)
      })
      programs.set(`alarm ${when}`, async ({ ctx, state }) => {
        state.log.push(await ctx.storage.getAlarm())
      })
      await stub().read()
      await restartObjects()
      await ring(stub())
      // As in a constructor, which runs before the platform clears the alarm.
      expect(seen).toEqual([null, later])
      const at = when === 'always' ? later : null
      expect(await stub().read()).toEqual({ log: [at] })
      expect(await alarmOf(stub())).toBe(at)
    }
  },
)
