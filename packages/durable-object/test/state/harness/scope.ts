import type { Scope } from '../../../src/state/index.ts'

export function newScope(): Scope {
  return {
    alive: true,
    onDeadWrite() {
      throw new Error('the handler has ended')
    },
  }
}
