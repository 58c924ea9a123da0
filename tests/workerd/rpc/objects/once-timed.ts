import { defineDurableObject } from '@cloudwerk/durable-object'
import { programs } from '../../objects/programmed.ts'

/** Runs programs as methods, and has all that waits for its time. */
export const onceTimed = defineDurableObject({
  init: () => ({ log: [] as string[] }),
  schedules: { later: { every: '1d', run() {} } },
  expires: { idle: '30m' },
  jobs: {
    note(text: string) {
      this.state.log.push(text)
    },
  },
  methods: {
    perform(program: string): unknown {
      return programs.get(program)?.(this)
    },
  },
})
