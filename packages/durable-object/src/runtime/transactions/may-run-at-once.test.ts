import { describe, expect, test } from 'vitest'
import type { AnyDurableObjectDefinition } from '../../definition/definition.ts'
import { Habits, type ReturnedTurn } from './may-run-at-once.ts'

const methods = {
  count: () => 1,
  rows(sql: { exec(query: string): { toArray(): unknown[] } }) {
    return sql.exec('SELECT 1').toArray()
  },
  async waits() {
    await Promise.resolve()
  },
  calls: (other: { get(): Promise<number>; fetch(): Promise<number> }) => other.fetch(),
  unlikely: async () => 1,
}

// Habits read nothing but the methods.
const habits = () => new Habits({ methods } as unknown as AnyDurableObjectDefinition)

/** A run of a handler that has returned. */
function run(given?: Partial<ReturnedTurn>): ReturnedTurn {
  return { handler: 'count', isSettled: true, branches: undefined, sqlWrites: 0, ...given }
}

describe('a handler is tried in a synchronous transaction', () => {
  test('once it has been over when it returned', () => {
    const habit = habits().of('count')
    expect(habit.isOver).toBe(false)
    habit.note(run(), 1)
    expect(habit.isOver).toBe(true)
  })

  test.each(['count', 'rows', 'unlikely'])(
    'where its text shows nothing that waits: %s',
    (name) => {
      const habit = habits().of(name)
      habit.note(run(), 1)
      expect(habit.isOver).toBe(true)
    },
  )

  test.each(['waits', 'calls'])('but not where its text may wait: %s', (name) => {
    const habit = habits().of(name)
    habit.note(run(), 1)
    expect(habit.isOver).toBe(false)
  })

  test('but not what continues after its handler', () => {
    const habit = habits().of('count (later)')
    habit.note(run(), 1)
    expect(habit.isOver).toBe(false)
  })
})

/** Not a promise, but something that can be awaited. */
const thenable = Object.fromEntries([['then', () => undefined]])

describe('a handler is not tried any more', () => {
  test.each([
    ['has not awaited what it began', run({ isSettled: false }), 1],
    ['went outside', run({ branches: {} }), 1],
    ['returned something that can be awaited', run(), thenable],
    ['returned a promise that waits', run(), new Promise(() => undefined)],
    ['wrote with SQL and gave no data', run({ sqlWrites: 1 }), Promise.resolve(() => 1)],
    ['is an alarm that returned a promise', run({ handler: 'alarm' }), Promise.resolve()],
  ])('once it %s', (_, turn, returned) => {
    const habit = habits().of('count')
    habit.note(run(), 1)
    habit.note(turn, returned)
    habit.note(run(), 1)
    expect(habit.isOver).toBe(false)
  })

  test('but is after a promise whose value is there', () => {
    const habit = habits().of('count')
    habit.note(run({ sqlWrites: 1 }), Promise.resolve({ rows: [1, 2] }))
    expect(habit.isOver).toBe(true)
  })
})
