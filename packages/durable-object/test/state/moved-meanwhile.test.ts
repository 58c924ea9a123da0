import { expect, it } from 'vitest'
import { type Any, Handled, selfOf } from './harness/handled.ts'
import { newScope } from './harness/scope.ts'

/** What a handler does before and after it is outside, and what another one does meanwhile. */
function run(
  before: (state: Any) => Any,
  meanwhile: (state: Any) => void,
  after: (state: Any, found: Any) => void,
): unknown {
  const handled = new Handled({ todo: [{ n: 1, tags: ['x'] }], done: [] })
  const scope = newScope()
  const self = selfOf(handled.live, scope)
  const found = before(self.state)
  handled.live.commit()
  handled.live.leave(scope)
  handled.onState((other) => meanwhile(other.state))
  handled.live.comeBack(scope)
  after(self.state, found)
  handled.live.commit()
  handled.live.release(scope)
  return handled.live.snapshot()
}

it('a part that another handler moved while this one was outside can be changed where it is read again', () => {
  const state = run(
    (state) => state.todo[0].tags,
    (state) => {
      state.done.push(state.todo.pop())
    },
    (state) => {
      const [card] = state.done
      card.n++
      card.tags.push('y')
    },
  )
  expect(state).toEqual({ todo: [], done: [{ n: 2, tags: ['x', 'y'] }] })
})

it('the same in a new list', () => {
  const state = run(
    (state) => state.todo[0],
    (state) => {
      state.done = { cards: state.todo.slice() }
      state.todo = []
    },
    (state) => {
      state.done.cards[0].tags.push('y')
    },
  )
  expect(state).toEqual({ todo: [], done: { cards: [{ n: 1, tags: ['x', 'y'] }] } })
})

it('through an old reference, which is the same view, it can be changed once it was read again', () => {
  const state = run(
    (state) => state.todo[0],
    (state) => {
      state.done.push(state.todo.pop())
    },
    (state, card) => {
      expect(() => card.n++).toThrow('state.todo[0] was removed')
      expect(state.done[0]).toBe(card)
      card.n++
    },
  )
  expect(state).toEqual({ todo: [], done: [{ n: 2, tags: ['x'] }] })
})
