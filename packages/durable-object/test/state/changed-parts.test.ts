import { expect, it } from 'vitest'
import { LiveState } from '../../src/state/index.ts'
import { MemoryRows } from './harness/memory-rows.ts'
import { newScope } from './harness/scope.ts'

interface Item {
  name: string
  tags: string[]
}

interface State {
  title: string
  when: Date
  items: Item[]
  users: Record<string, { age: number }>
}

function changes(change: (state: State, live: LiveState) => unknown): unknown {
  const value: State = {
    title: '',
    when: new Date(0),
    items: ['a', 'b', 'c'].map((name) => ({ name, tags: [] })),
    users: { ann: { age: 1 } },
  }
  const live = LiveState.create(new MemoryRows(), value, { tracksParts: true })
  live.commit()
  change(live.view(newScope()) as State, live)
  const parts = live.changedParts
  return (
    parts &&
    Object.fromEntries(
      [...parts].map(([key, below]) => [key, below === true || [...below].map(String)]),
    )
  )
}

it.each<[string, (state: State) => unknown, unknown]>([
  ['a field', (state) => Object.assign(state, { title: 'x' }), { title: true }],
  ['a Date in place', (state) => state.when.setFullYear(2000), { when: true }],
  [
    'push',
    ({ items }) => items.push({ ...items[0] } as Item, { ...items[1] } as Item),
    { items: ['3', '4'] },
  ],
  [
    'a field of an element',
    ({ items }) => Object.assign(items[1] ?? {}, { name: 'x' }),
    { items: ['1'] },
  ],
  ['deep in an element', ({ items }) => items[2]?.tags.push('x'), { items: ['2'] }],
  ['pop', ({ items }) => items.pop(), { items: [] }],
  ['shift', ({ items }) => items.shift(), { items: true }],
  ['reverse', ({ items }) => items.reverse(), { items: expect.anything() }],
  [
    'an entry of a record',
    ({ users }) => Object.assign(users, { bob: { age: 2 } }),
    { users: ['bob'] },
  ],
  ['in an entry', ({ users }) => Object.assign(users.ann ?? {}, { age: 2 }), { users: ['ann'] }],
  ['delete', ({ users }) => delete users.ann, { users: ['ann'] }],
])('%s is named', (_what, change, expected) => {
  expect(changes(change)).toEqual(expected)
})

it('a state that is replaced has changed completely', () => {
  expect(changes((_state, live) => live.replace(newScope(), { title: 'new' }))).toBeUndefined()
})

it('a commit and an undo start fresh', () => {
  const live = LiveState.create(new MemoryRows(), { a: 1 }, { tracksParts: true })
  live.commit()
  const state = live.view(newScope()) as { a: number }
  state.a = 2
  live.undo()
  expect(live.changedParts?.size).toBe(0)
  state.a = 3
  expect(live.part(['a'])).toBe(3)
  live.commit()
  expect(live.changedParts?.size).toBe(0)
})
